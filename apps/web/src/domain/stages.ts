import type { BoardCard, BoardColumn, Stage } from '../api/answers.ts';

/** All columns in the order of a board. */
export const STAGES: readonly Stage[] = [
  'registered', 'triaged', 'protected', 'negotiating', 'in-review', 'approved', 'signed',
  'landed', 'started', 'producing', 'at-capacity', 'arrived', 'performing', 'closed',
];

const LEAD_STAGES: readonly Stage[] = ['registered', 'triaged', 'protected'];

/** Columns of kinds that bring no land or construction: of no use to a board that has none of them. */
const OTHER_KINDS: readonly Stage[] = ['arrived', 'performing'];

/** The columns a board shows: all of capital's path and the end; those of the other kinds when something stands in them. */
export function shownColumns(columns: readonly BoardColumn[]): readonly BoardColumn[] {
  return columns.filter(({ stage, count }) => count > 0 || !OTHER_KINDS.includes(stage));
}

/** Whether a card is still a lead: its commands are the lead's, and it is read under `/leads`. */
export const isLead = ({ stage, rounds }: Pick<BoardCard, 'stage' | 'rounds'>): boolean => LEAD_STAGES.includes(stage) || (stage === 'closed' && rounds === 0);

type Move = { readonly command: string; readonly from: readonly Stage[]; readonly to: Stage };

// A drop proposes a command; which of them is allowed is the server's answer (`allowed`), never this table's.
const MOVES: readonly Move[] = [
  { command: 'TriageLead', from: ['registered'], to: 'triaged' },
  { command: 'GrantProtection', from: ['triaged'], to: 'protected' },
  { command: 'OpenNegotiation', from: ['protected'], to: 'negotiating' },
  { command: 'SubmitDossier', from: ['negotiating'], to: 'in-review' },
  { command: 'MakeDecision', from: ['in-review'], to: 'approved' },
  { command: 'SignAgreement', from: ['approved'], to: 'signed' },
  { command: 'ReportMilestone', from: ['signed'], to: 'landed' },
  { command: 'ReportMilestone', from: ['signed'], to: 'arrived' },
  { command: 'ReportMilestone', from: ['landed'], to: 'started' },
  { command: 'ReportMilestone', from: ['started'], to: 'producing' },
  { command: 'ReportMilestone', from: ['producing'], to: 'at-capacity' },
  { command: 'ReportMilestone', from: ['arrived'], to: 'performing' },
  { command: 'WithdrawLead', from: LEAD_STAGES, to: 'closed' },
  { command: 'LoseLead', from: LEAD_STAGES, to: 'closed' },
  { command: 'LoseDeal', from: ['negotiating', 'in-review', 'approved'], to: 'closed' },
  { command: 'TerminateAgreement', from: ['signed', 'landed', 'started', 'producing', 'at-capacity', 'arrived', 'performing'], to: 'closed' },
  { command: 'ReopenDeal', from: ['closed'], to: 'negotiating' },
];

/** Column → the command that a drop there would open, of those allowed. */
export function dropTargets(card: Pick<BoardCard, 'stage' | 'kind'>, allowed: readonly string[]): ReadonlyMap<Stage, string> {
  const targets = new Map<Stage, string>();
  for (const { command, from, to } of MOVES) {
    if (!from.includes(card.stage) || !allowed.includes(command) || targets.has(to)) continue;
    if (to === 'landed' && card.kind !== 'capital') continue;
    if (to === 'arrived' && card.kind === 'capital') continue;
    targets.set(to, command);
  }
  return targets;
}
