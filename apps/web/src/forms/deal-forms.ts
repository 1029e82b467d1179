import { attachmentsOf, type DraftData, type Told } from '../cases/case-view.ts';
import type { CaseContext, CommandForm, Field, Values } from './command-form.ts';

const deal = (path: string): Pick<CommandForm, 'side' | 'path'> => ({ side: 'deal', path: `/api/v1/deals/{id}/${path}` });
const is = (name: string, ...values: readonly unknown[]) => (form: Values): boolean => values.includes(form[name]);

const CLOSINGS = ['competitor', 'policy', 'land', 'cost', 'energy', 'environment', 'financing', 'market', 'investor-changed-plans', 'breach', 'other'];
const HOLDS = ['investor-asks', 'policy-pending', 'land-pending', 'approval-pending', 'financing-pending', 'other'];

const closing: readonly Field[] = [
  { name: 'code', as: 'choice', codes: CLOSINGS, of: 'closing', required: true },
  { name: 'destination', as: 'line', half: true },
  { name: 'competitor', as: 'line', half: true },
  { name: 'reason', as: 'text' },
];

const formalDrafts = (room: CaseContext['deal']): readonly Told<DraftData>[] => (room?.drafts ?? []).filter(({ data }) => data.kind === 'formal' && !data.fixesLandPrice);
/** The draft that the decision meeting approved. */
const approvedDraft = (room: CaseContext['deal']): Told<DraftData> | undefined => formalDrafts(room).find(({ data }) => data.sha256 === room?.decision?.data.sha256);

/** The text chosen, as a signing names it: its document and the hash of that. */
function chosenText({ draft, ...rest }: Values, { deal: room }: CaseContext): Values {
  const found = room?.drafts.find(({ id }) => id === draft);
  return { ...rest, ...(found && { documentId: found.data.documentId, sha256: found.data.sha256 }) };
}

/** The draft decided on, by its hash alone; a refusal or return decides on none. */
function decidedText({ draft, ...rest }: Values, { deal: room }: CaseContext): Values {
  const found = room?.drafts.find(({ id }) => id === draft);
  return rest['decision'] === 'approve' ? { ...rest, ...(found && { sha256: found.data.sha256 }) } : { decision: rest['decision'], reason: rest['reason'], occurredOn: rest['occurredOn'], lateReason: rest['lateReason'], onBehalfOf: rest['onBehalfOf'] };
}

/** A draft's upload, by its id and hash. */
function uploadedText({ document, ...rest }: Values): Values {
  const { documentId, sha256 } = (document ?? {}) as { documentId?: string; sha256?: string };
  return { fixesLandPrice: false, ...rest, documentId, sha256 };
}

/** The commands of a deal until it is signed, and what changes or ends it later; by name. */
export const dealForms: Readonly<Record<string, CommandForm>> = {
  RecordRound: {
    ...deal('rounds'), group: 'record',
    fields: () => [
      { name: 'topics', as: 'topics', required: true, initial: [{}] },
      { name: 'ourPosition', as: 'text', half: true },
      { name: 'theirPosition', as: 'text', half: true },
      { name: 'agreed', as: 'text' },
    ],
  },
  SubmitDossier: {
    ...deal('dossier'), ifMatch: true, group: 'advance',
    fields: ({ kind, deal: room }) => {
      const before = room?.dossier?.data.dossier ?? {};
      const capital = kind === 'capital';
      const technology = capital || kind === 'technology';
      const asked = <F extends Field>(field: F, required: boolean): Field => ({ ...field, ...(required && { required: true as const }), initial: before[field.name as keyof typeof before] });
      return [
        asked({ name: 'totalInvestment', as: 'money', initial: undefined }, true),
        asked({ name: 'fixedInvestment', as: 'money' }, capital),
        asked({ name: 'land', as: 'area', half: true }, capital),
        { name: 'intensity', as: 'note', of: 'intensity', half: true },
        asked({ name: 'outputPerYear', as: 'money' }, technology),
        asked({ name: 'taxPerYear', as: 'money' }, technology),
        asked({ name: 'jobs', as: 'whole', unit: 'people', half: true }, true),
        asked({ name: 'energyTce', as: 'whole', unit: 'tce', half: true }, capital),
        asked({ name: 'environmentClass', as: 'choice', codes: ['report', 'form', 'registration'], of: 'environment' }, capital),
        asked({ name: 'timetable', as: 'timetable' }, true),
        { name: 'overrideReason', as: 'text', when: () => Boolean(room?.blacklisted), required: true },
      ];
    },
  },
  ConcludeReview: {
    ...deal('review'), ifMatch: true, group: 'advance',
    fields: () => [
      { name: 'outcome', as: 'choice', codes: ['pass', 'pass-with-conditions', 'defer', 'reject', 'refer'], of: 'review', required: true, initial: 'pass' },
      { name: ['quorum', 'present'], as: 'whole', unit: 'people', required: true, half: true },
      { name: ['quorum', 'required'], as: 'whole', unit: 'people', required: true, initial: 5, half: true },
      { name: ['votes', 'for'], as: 'whole', unit: 'votes', required: true, half: true },
      { name: ['votes', 'against'], as: 'whole', unit: 'votes', required: true, initial: 0, half: true },
      { name: 'recused', as: 'accounts', initial: [] },
      { name: 'conditions', as: 'conditions', when: is('outcome', 'pass-with-conditions'), initial: [''] },
      { name: 'minutes', as: 'text' },
    ],
    body: (values) => ({ ...values, recused: values['recused'] ?? [], conditions: values['outcome'] === 'pass-with-conditions' ? (values['conditions'] ?? []) : [] }),
  },
  DraftAgreement: {
    ...deal('drafts'), ifMatch: true, group: 'record', body: uploadedText,
    fields: () => [
      { name: 'kind', as: 'choice', codes: ['framework', 'intent', 'formal', 'supplementary'], of: 'agreement', required: true, initial: 'formal' },
      { name: 'title', as: 'line', required: true },
      { name: 'document', as: 'document', required: true },
      { name: 'fixesLandPrice', as: 'switch', initial: false },
    ],
  },
  MakeDecision: {
    ...deal('decision'), ifMatch: true, group: 'advance', leaders: true, irreversible: true, body: decidedText,
    fields: ({ today, deal: room }) => [
      { name: 'decision', as: 'choice', codes: ['approve', 'reject', 'return'], of: 'decision', required: true, initial: 'approve' },
      { name: 'draft', as: 'draft', kinds: () => ['formal'], required: true, when: is('decision', 'approve'), initial: formalDrafts(room).at(-1)?.id },
      { name: ['legal', 'by'], as: 'account', required: true, half: true, when: is('decision', 'approve') },
      { name: ['legal', 'on'], as: 'day', required: true, half: true, initial: today, when: is('decision', 'approve') },
      { name: ['fairCompetition', 'by'], as: 'account', required: true, half: true, when: is('decision', 'approve') },
      { name: ['fairCompetition', 'on'], as: 'day', required: true, half: true, initial: today, when: is('decision', 'approve') },
      { name: 'reason', as: 'text' },
    ],
  },
  SignAgreement: {
    ...deal('agreements'), ifMatch: true, group: 'advance', leaders: true, irreversible: true, body: chosenText,
    fields: ({ deal: room }) => [
      { name: 'kind', as: 'choice', codes: ['formal', 'framework', 'intent'], of: 'agreement', required: true, initial: room?.decision?.data.decision === 'approve' ? 'formal' : 'framework' },
      { name: 'draft', as: 'draft', kinds: ({ kind }) => [String(kind)], required: true, initial: approvedDraft(room)?.id },
      { name: 'hashes', as: 'note', of: 'hashes', when: is('kind', 'formal') },
      { name: 'amount', as: 'money', initial: room?.amount ?? undefined },
      { name: 'overrideReason', as: 'text', when: () => Boolean(room?.blacklisted), required: true },
    ],
  },
  AmendAgreement: {
    ...deal('amendments'), ifMatch: true, group: 'manage', leaders: true, irreversible: true, body: chosenText,
    fields: ({ deal: room }) => [
      { name: 'draft', as: 'draft', kinds: () => ['supplementary'], required: true },
      { name: 'amount', as: 'money', required: true, initial: room?.amount ?? undefined },
      { name: 'approvalReference', as: 'line', required: true },
    ],
  },
  Revalue: {
    ...deal('revaluation'), ifMatch: true, group: 'manage',
    fields: ({ deal: room }) => [{ name: 'amount', as: 'money', required: true, initial: room?.amount ?? undefined }, { name: 'reason', as: 'text', required: true }],
  },
  HoldDeal: {
    ...deal('hold'), ifMatch: true, group: 'manage',
    fields: () => [
      { name: 'code', as: 'choice', codes: HOLDS, of: 'hold', required: true },
      { name: 'reviewOn', as: 'day', future: true, required: true },
      { name: 'reason', as: 'text', required: true },
    ],
  },
  ResumeDeal: { ...deal('resume'), ifMatch: true, group: 'advance', fields: () => [{ name: 'reason', as: 'text' }] },
  ReopenDeal: { ...deal('reopen'), ifMatch: true, group: 'advance', fields: () => [{ name: 'reason', as: 'text', required: true }] },
  OfferTransfer: {
    ...deal('transfer'), ifMatch: true, group: 'manage',
    fields: () => [{ name: 'to', as: 'unit', required: true }, { name: 'creditKept', as: 'percent', initial: 50 }, { name: 'reason', as: 'text' }],
  },
  AcceptTransfer: { ...deal('transfer/accept'), ifMatch: true, group: 'manage', fields: () => [] },
  DeclineTransfer: { ...deal('transfer/decline'), ifMatch: true, group: 'manage', fields: () => [{ name: 'reason', as: 'text' }] },
  AddComment: { ...deal('comments'), group: 'record', fields: () => [{ name: 'text', as: 'text', required: true }] },
  AttachDocument: {
    ...deal('documents'), group: 'record', fields: () => [{ name: 'document', as: 'document', required: true }],
    body: ({ document, ...rest }) => ({ ...rest, documentId: (document as { documentId?: string } | undefined)?.documentId }),
  },
  LoseDeal: { ...deal('loss'), ifMatch: true, group: 'end', irreversible: true, fields: () => closing },
  WithdrawDeal: { ...deal('withdrawal'), ifMatch: true, group: 'end', irreversible: true, fields: () => closing },
  TerminateAgreement: { ...deal('termination'), ifMatch: true, group: 'end', irreversible: true, fields: () => [...closing, { name: 'clawback', as: 'money' }] },
};

/** Documents that a form uploaded and that are no part of the deal yet: they are attached with the command, so that its readers can open them. */
export function toAttach(values: Values, { deal: room }: CaseContext): readonly string[] {
  if (!room?.allowed.includes('AttachDocument')) return [];
  const there = new Set(attachmentsOf(room).map(({ documentId }) => documentId));
  const named = [values['document'], ...((values['evidence'] as readonly unknown[] | undefined) ?? [])] as readonly ({ documentId?: string } | undefined)[];
  return named.flatMap((one) => (one?.documentId && !there.has(one.documentId) ? [one.documentId] : []));
}
