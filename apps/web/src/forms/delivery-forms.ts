import { milestoneIn, milestonesOf } from '../cases/case-view.ts';
import type { CaseContext, CommandForm, Field, Values } from './command-form.ts';

const deal = (path: string): Pick<CommandForm, 'side' | 'path'> => ({ side: 'deal', path: `/api/v1/deals/{id}/${path}` });

const kindIn = (form: Values): unknown => (form['particulars'] as { kind?: string } | undefined)?.kind;
const of = (...kinds: readonly string[]) => (form: Values): boolean => kinds.includes(String(kindIn(form)));

/** The milestones that can be reported now: on the path, neither verified nor waiting for a verdict. */
export function reportable({ kind, deal: room }: CaseContext): readonly string[] {
  const taken = new Set([...(room?.delivery.reported ?? []), ...(room?.delivery.verified ?? [])].map(milestoneIn));
  return milestonesOf(kind).filter((milestone) => !taken.has(milestone));
}

const particular = (name: string, entry: Omit<Field, 'name'>): Field => ({ ...entry, name: ['particulars', name] }) as Field;
const evidence: Field = { name: 'evidence', as: 'documents', required: true };
const ids = ({ evidence: documents, ...rest }: Values): Values => ({ ...rest, evidence: ((documents as readonly { documentId: string }[] | undefined) ?? []).map(({ documentId }) => documentId) });

const verdict: readonly Field[] = [
  { name: 'verdict', as: 'choice', codes: ['verify', 'refuse'], of: 'verdict', required: true, initial: 'verify' },
  { name: 'reason', as: 'text', required: true, when: ({ verdict: given }) => given === 'refuse' },
];

/** The commands of a signed deal's delivery, by name. */
export const deliveryForms: Readonly<Record<string, CommandForm>> = {
  ReportMilestone: {
    ...deal('milestones'), group: 'advance', body: ids,
    fields: (context) => [
      particular('kind', { as: 'choice', codes: reportable(context), of: 'milestone', required: true, initial: reportable(context)[0] } as Omit<Field, 'name'>),
      particular('creditCode', { as: 'credit-code', required: true, when: of('company-registered') }),
      particular('site', { as: 'choice', codes: ['land-grant', 'lease', 'standard-workshop'], of: 'site', required: true, when: of('site-secured') } as Omit<Field, 'name'>),
      particular('land', { as: 'area', when: of('site-secured') }),
      particular('basis', { as: 'choice', codes: ['permit', 'fit-out-contract'], of: 'basis', required: true, when: of('construction-started') } as Omit<Field, 'name'>),
      particular('reference', { as: 'line', required: true, when: of('site-secured', 'construction-started', 'arrived', 'performing') }),
      particular('invoices', { as: 'lines', required: true, when: of('production-started') }),
      particular('outputPerYear', { as: 'money', required: true, when: of('capacity-reached') }),
      evidence,
      { name: 'note', as: 'text' },
    ],
  },
  JudgeMilestone: {
    ...deal('milestones/{kind}/verification'), group: 'advance',
    fields: () => [{ name: 'report', as: 'report', of: 'milestone', required: true }, ...verdict],
    body: ({ report: _, ...rest }) => rest,
    pathValues: ({ report }) => ({ kind: String(report) }),
  },
  ReportPaidIn: { ...deal('paid-in'), group: 'record', body: ids, fields: () => [{ name: 'amount', as: 'money', required: true }, evidence] },
  JudgePaidIn: {
    ...deal('paid-in/{reportId}/verification'), group: 'record',
    fields: () => [{ name: 'report', as: 'report', of: 'paid-in', required: true }, ...verdict],
    body: ({ report: _, ...rest }) => rest,
    pathValues: ({ report }) => ({ reportId: String(report) }),
  },
  AssignServiceOwner: { ...deal('service-owner'), group: 'manage', fields: () => [{ name: 'account', as: 'account', required: true }, { name: 'leadingOfficial', as: 'account' }] },
};
