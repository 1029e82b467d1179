import type { CaseContext, Values } from '../forms/command-form.ts';
import { milestoneIn, type Missing, pathOf } from './case-view.ts';

/** One thing to do before the next column: what it would fill, and the command that does it. */
export type NextStep = { readonly command: string; readonly column: string; readonly needs: readonly string[]; readonly preset: Values; readonly allowed: boolean };

const BY_FIELD: Readonly<Record<string, string>> = { triage: 'TriageLead', protection: 'GrantProtection', twoWayContact: 'RecordFollowUp', needs: 'OpenNegotiation', formalDraft: 'DraftAgreement', 'deal.review-not-passed': 'ConcludeReview', 'deal.not-approved': 'MakeDecision' };

/** What blocks the next column, grouped by the command that mends it, in the order it is to be done. */
export function nextSteps({ lead, deal, column, kind }: Pick<CaseContext, 'lead' | 'deal' | 'column' | 'kind'>): readonly NextStep[] {
  const allowed = new Set([...(deal?.allowed ?? []), ...(lead?.allowed ?? [])]);
  const missing: readonly Missing[] = deal ? deal.missing : (lead?.missing ?? []);
  const steps: NextStep[] = [];
  for (const { field, rule, column: at } of missing) {
    const need = rule ?? field ?? '';
    const { command, preset } = mendedBy(need, deal);
    const before = steps.findIndex((step) => step.command === command && step.column === at && JSON.stringify(step.preset) === JSON.stringify(preset));
    const known = steps[before];
    if (known) steps[before] = { ...known, needs: [...known.needs, need] };
    else steps.push({ command, column: at, needs: [need], preset, allowed: allowed.has(command) });
  }
  if (steps.length > 0 || column === 'closed' || column === 'pool') return steps;
  return openStep(pathOf(kind)[pathOf(kind).indexOf(column) + 1], allowed);
}

/** When nothing is missing, the gate itself is what is left to do. */
function openStep(next: string | undefined, allowed: ReadonlySet<string>): readonly NextStep[] {
  const command = next === undefined ? undefined : GATES[next];
  return command === undefined ? [] : [{ command, column: next ?? '', needs: [], preset: {}, allowed: allowed.has(command) }];
}

const GATES: Readonly<Record<string, string>> = { negotiating: 'OpenNegotiation', 'in-review': 'SubmitDossier', approved: 'MakeDecision', signed: 'SignAgreement' };

function mendedBy(need: string, deal: CaseContext['deal']): { readonly command: string; readonly preset: Values } {
  if (need.startsWith('dossier.')) return { command: 'SubmitDossier', preset: {} };
  const command = BY_FIELD[need];
  if (command === 'RecordFollowUp') return { command, preset: { twoWay: true } };
  if (command === 'DraftAgreement') return { command, preset: { kind: 'formal' } };
  if (command !== undefined) return { command, preset: {} };
  // A milestone: reported already, it waits for its verdict.
  const reported = deal?.delivery.reported.some((report) => milestoneIn(report) === need);
  return reported ? { command: 'JudgeMilestone', preset: { report: need } } : { command: 'ReportMilestone', preset: { particulars: { kind: need } } };
}
