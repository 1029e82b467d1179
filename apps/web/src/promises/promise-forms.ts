import type { AttractionKind } from '../api/answers.ts';
import { milestonesOf } from '../cases/case-view.ts';
import type { Field, Values } from '../forms/command-form.ts';
import type { PromiseView } from './promise-view.ts';

/** A command about a promise as a person gives it. */
export type PromiseForm = {
  readonly path: string;
  readonly ifMatch?: true;
  readonly fields: (kind: AttractionKind, promise?: PromiseView) => readonly Field[];
  readonly body?: (typed: Values) => Values;
};

const KINDS = ['subsidy', 'rent', 'land', 'workshop', 'infrastructure', 'energy', 'talent', 'financing', 'service', 'investment', 'output', 'tax', 'jobs', 'timetable', 'other'];
const is = (name: string, value: string) => (typed: Values): boolean => typed[name] === value;
const measuredIn = (unit: string) => ({ measure }: Values): boolean => (measure as { readonly of?: string } | undefined)?.of === unit;
const reason: Field = { name: 'reason', as: 'text', required: true };
const about = (path: string): Pick<PromiseForm, 'path'> => ({ path: `/api/v1/commitments/{id}/${path}` });
const verdicts = (codes: readonly string[], prefix: string): Field => ({ name: 'verdict', as: 'choice', codes, of: prefix, required: true, initial: codes[0] });

/** What was uploaded, as the API takes it: by the ids alone. */
export const withDocuments = ({ evidence, ...rest }: Values): Values => ({ ...rest, evidence: ((evidence as readonly { documentId: string }[] | undefined) ?? []).map(({ documentId }) => documentId) });
const withSomeDocuments = (typed: Values): Values => (typed['evidence'] === undefined ? typed : withDocuments(typed));
const withDue = ({ dueBy: _, conditions, ...rest }: Values): Values => ({ ...rest, conditions: rest['direction'] === 'zone-to-investor' ? ((conditions as readonly string[] | undefined) ?? []).map(conditionOf) : [] });

/** A condition as it is chosen, `milestone:landed`, as the API takes it. */
function conditionOf(chosen: string): Values {
  const [kind = '', ...rest] = chosen.split(':');
  return { [kind]: rest.join(':') };
}

const measure: readonly Field[] = [
  { name: ['measure', 'of'], as: 'choice', codes: ['money', 'area', 'jobs', 'energy', 'date', 'deed'], of: 'promise-measure', required: true, initial: 'money' },
  { name: ['measure', 'money'], as: 'money', required: true, when: measuredIn('money') },
  { name: ['measure', 'centiMu'], as: 'area', required: true, when: measuredIn('area') },
  { name: ['measure', 'count'], as: 'whole', unit: 'people', required: true, when: measuredIn('jobs') },
  { name: ['measure', 'tce'], as: 'whole', unit: 'tce', required: true, when: measuredIn('energy') },
  { name: ['measure', 'by'], as: 'day', future: true, required: true, when: measuredIn('date') },
];

const due = (kind: AttractionKind): readonly Field[] => [
  { name: 'dueBy', as: 'choice', codes: ['day', 'event'], of: 'due-by', required: true, initial: 'day' },
  { name: ['due', 'on'], as: 'day', future: true, required: true, when: is('dueBy', 'day') },
  { name: ['due', 'after'], as: 'choice', codes: ['signing', ...milestonesOf(kind)], of: 'anchor', required: true, half: true, when: is('dueBy', 'event') },
  { name: ['due', 'days'], as: 'whole', unit: 'days', required: true, half: true, when: is('dueBy', 'event') },
];

/** The commands about promises that people give here, by name. */
export const promiseForms: Readonly<Record<string, PromiseForm>> = {
  ProposeCommitment: {
    path: '/api/v1/deals/{id}/commitments', body: withDue,
    fields: (kind) => [
      { name: 'direction', as: 'choice', codes: ['zone-to-investor', 'investor-to-zone'], of: 'direction', required: true, initial: 'zone-to-investor' },
      { name: 'kind', as: 'choice', codes: KINDS, of: 'promise-kind', required: true, half: true },
      { name: 'title', as: 'line', required: true, half: true },
      ...measure,
      ...due(kind),
      { name: 'trigger', as: 'text' },
      { name: 'policy', as: 'choice', codes: ['published', 'case-by-case'], of: 'policy', required: true, initial: 'published', when: is('direction', 'zone-to-investor') },
      { name: 'approvalReference', as: 'line', when: is('policy', 'case-by-case') },
    ],
  },
  WithdrawCommitment: { ...about('withdrawal'), ifMatch: true, fields: () => [reason] },
  CostCommitment: {
    ...about('costing'), ifMatch: true, body: (typed) => ({ ...typed, years: typed['years'] ?? [] }),
    fields: () => [
      { name: 'authority', as: 'line', required: true, half: true },
      { name: 'line', as: 'line', half: true },
      { name: 'years', as: 'years', initial: [{}] },
      { name: 'note', as: 'text' },
    ],
  },
  ClearCommitment: {
    ...about('clearance'), ifMatch: true,
    fields: (_, promise) => [
      verdicts(['clear', 'refuse'], 'clearance'),
      { name: ['legalBasis', 'document'], as: 'line', required: true, half: true, when: is('verdict', 'clear') },
      { name: ['legalBasis', 'article'], as: 'line', half: true, when: is('verdict', 'clear') },
      { name: ['fairCompetition', 'outcome'], as: 'choice', codes: ['no-concern', 'exempted'], of: 'fair-competition', required: true, half: true, initial: 'no-concern', when: is('verdict', 'clear') },
      { name: ['fairCompetition', 'reference'], as: 'line', required: true, half: true, when: is('verdict', 'clear') },
      ...(promise?.policy === 'case-by-case' ? [{ name: 'approvalReference', as: 'line', initial: promise.approvalReference ?? undefined, when: is('verdict', 'clear') } satisfies Field] : []),
      { ...reason, when: is('verdict', 'refuse') },
    ],
  },
  ReportFulfilment: { ...about('fulfilment'), body: withDocuments, fields: () => [{ name: 'evidence', as: 'documents', required: true }, { name: 'note', as: 'text' }] },
  JudgeFulfilment: { ...about('fulfilment/verification'), fields: () => [verdicts(['verify', 'refuse'], 'verdict'), { ...reason, when: is('verdict', 'refuse') }] },
  WaiveCommitment: { ...about('waiver'), ifMatch: true, fields: () => [{ name: 'approvalReference', as: 'line', required: true }, reason] },
  DeclareBreach: { ...about('breach'), ifMatch: true, body: withSomeDocuments, fields: () => [reason, { name: 'evidence', as: 'documents' }] },
};
