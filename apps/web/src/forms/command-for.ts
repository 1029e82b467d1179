import type { Stage } from '../api/answers.ts';

const LEAD: readonly Stage[] = ['registered', 'triaged', 'protected'];
const BEFORE_SIGNING: readonly Stage[] = ['negotiating', 'in-review', 'approved'];
const AFTER_SIGNING: readonly Stage[] = ['signed', 'landed', 'started', 'producing', 'at-capacity', 'arrived', 'performing'];

type Step = readonly [from: readonly Stage[], to: Stage, commands: readonly string[]];

// Of several commands the first that is allowed is meant: after a review that has not concluded, a card is dropped on
// "approved" to conclude it, afterwards to decide.
const STEPS: readonly Step[] = [
  [['registered'], 'triaged', ['TriageLead']],
  [['triaged'], 'protected', ['GrantProtection']],
  [['protected'], 'negotiating', ['OpenNegotiation']],
  [['negotiating', 'approved'], 'in-review', ['SubmitDossier']],
  [['in-review'], 'approved', ['MakeDecision', 'ConcludeReview']],
  [['in-review', 'approved'], 'negotiating', ['ConcludeReview']],
  [['approved'], 'signed', ['SignAgreement']],
  [['signed'], 'landed', ['ReportMilestone', 'JudgeMilestone']],
  [['signed'], 'arrived', ['ReportMilestone', 'JudgeMilestone']],
  [['landed'], 'started', ['ReportMilestone', 'JudgeMilestone']],
  [['started'], 'producing', ['ReportMilestone', 'JudgeMilestone']],
  [['producing'], 'at-capacity', ['ReportMilestone', 'JudgeMilestone']],
  [['arrived'], 'performing', ['ReportMilestone', 'JudgeMilestone']],
  [LEAD, 'closed', ['LoseLead', 'WithdrawLead']],
  [BEFORE_SIGNING, 'closed', ['LoseDeal', 'WithdrawDeal']],
  [AFTER_SIGNING, 'closed', ['TerminateAgreement']],
  [['closed'], 'negotiating', ['ReopenDeal']],
];

/** The command whose form opens when a card is dropped from one column on another; undefined when none is allowed there. */
export function commandFor(from: Stage, to: Stage, allowed: readonly string[]): string | undefined {
  return STEPS.filter(([stages, target]) => target === to && stages.includes(from)).flatMap(([, , commands]) => commands).find((command) => allowed.includes(command));
}
