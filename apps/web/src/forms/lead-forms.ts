import type { CaseContext, CommandForm, Field, Values } from './command-form.ts';

const lead = (path: string): Pick<CommandForm, 'side' | 'path'> => ({ side: 'lead', path: `/api/v1/leads/{id}/${path}` });
const is = (name: string, ...values: readonly unknown[]) => (form: Values): boolean => values.includes(form[name]);

const REJECTIONS = ['duplicate', 'not-in-catalogue', 'below-standard', 'investor-unfit', 'unverifiable', 'other'];
const RELEASES = ['no-progress', 'investor-declined', 'unit-request', 'arbitrated', 'other'];
const WITHDRAWALS = ['filed-in-error', 'investor-withdrew', 'duplicate', 'no-capacity', 'other'];
const LOSSES = ['went-elsewhere', 'cost', 'land', 'policy', 'talent', 'financing', 'abandoned', 'other'];

/** The credit of a transfer: typed as the share that stays, sent as both shares. */
const shares = ({ kept, ...rest }: Values): Values => ({ ...rest, credit: { from: Number(kept ?? 0), to: 100 - Number(kept ?? 0) } });

/** A dispute is with the unit that was chosen, else with whoever stands in the way; its evidence goes by id. */
const disputing = ({ unit, evidence, ...rest }: Values): Values => ({
  ...rest, ...(unit !== undefined && unit !== null && { against: { unit } }), evidence: ((evidence as readonly { documentId: string }[] | undefined) ?? []).map(({ documentId }) => documentId),
});

/** A recognition names every filing that stands before this one, and when its unit and those of the others were heard. */
const recognising = ({ heardOwn, heardOthers, evidence, ...rest }: Values, { lead: view }: CaseContext): Values => {
  const before = view?.standingBefore ?? [];
  const others = [...new Set(before.map(({ unit }) => unit))].filter((unit) => unit !== view?.unit);
  return { ...rest, evidence: ((evidence as readonly { documentId: string }[] | undefined) ?? []).map(({ documentId }) => documentId), heard: [{ unit: view?.unit, on: heardOwn }, ...others.map((unit) => ({ unit, on: heardOthers }))], precedes: before.map(({ leadId }) => leadId) };
};

/** The credit of a merge: typed as the share of the survivor's unit, sent as both shares. */
const merging = ({ kept, ...rest }: Values): Values => ({ ...rest, credit: { survivor: Number(kept ?? 100), alias: 100 - Number(kept ?? 100) } });

/** A ruling names a split only when the credit is shared. */
const ruling = ({ kept, ...rest }: Values): Values => ({ ...rest, ...(rest['outcome'] === 'shared' && { credit: { holder: Number(kept ?? 0), claimant: 100 - Number(kept ?? 0) } }) });

const remark: Field = { name: 'text', as: 'text', required: true };

/** The commands of a lead, by name. */
export const leadForms: Readonly<Record<string, CommandForm>> = {
  TriageLead: {
    ...lead('triage'), ifMatch: true, group: 'advance',
    fields: ({ lead: view }) => [
      { name: 'outcome', as: 'choice', codes: ['accept', 'reject', 'refer'], of: 'triage', required: true, initial: 'accept' },
      { name: 'overrideReason', as: 'text', when: (form) => form['outcome'] === 'accept' && view?.blacklist.listed === true, required: true },
      { name: 'code', as: 'choice', codes: REJECTIONS, of: 'rejection', required: true, when: is('outcome', 'reject') },
      { name: 'unit', as: 'unit', required: true, when: is('outcome', 'refer') },
      { ...remark, when: is('outcome', 'reject') },
      { name: 'text', as: 'text', when: is('outcome', 'refer') },
    ],
  },
  GrantProtection: { ...lead('protection'), group: 'advance', fields: () => [{ name: 'overtakeReason', as: 'text' }] },
  OpenNegotiation: {
    ...lead('negotiation'), ifMatch: true, group: 'advance',
    fields: () => [
      { name: ['needs', 'landCentiMu'], as: 'area', half: true },
      { name: ['needs', 'workers'], as: 'whole', unit: 'people', half: true },
      { name: ['needs', 'energyTce'], as: 'whole', unit: 'tce', half: true },
      { name: ['needs', 'other'], as: 'text' },
    ],
    body: (values) => ({ needs: {}, ...values }),
  },
  RecordFollowUp: {
    ...lead('follow-ups'), group: 'record',
    fields: () => [
      { name: 'kind', as: 'choice', codes: ['visit', 'hosted-visit', 'call', 'meeting'], of: 'follow-up', required: true, initial: 'meeting' },
      { name: 'participants', as: 'whole', unit: 'people', required: true, initial: 2, half: true },
      { name: 'twoWay', as: 'switch', initial: true, half: true },
      { name: 'summary', as: 'text', required: true },
      { name: 'nextStep', as: 'text' },
    ],
  },
  CommentOnLead: { ...lead('comments'), group: 'record', fields: () => [remark] },
  RenewProtection: { ...lead('protection/renewal'), group: 'manage', fields: () => [] },
  ReleaseProtection: {
    ...lead('protection/release'), group: 'manage', irreversible: true,
    fields: () => [{ name: 'code', as: 'choice', codes: RELEASES, of: 'release', required: true }, { name: 'text', as: 'text' }],
  },
  MarkSameContent: { ...lead('same-content'), group: 'manage', fields: () => [{ name: 'sameAs', as: 'same-content', required: true }, { name: 'reason', as: 'text', required: true }] },
  OfferTransfer: {
    ...lead('transfer'), ifMatch: true, group: 'manage', body: shares,
    fields: () => [{ name: 'to', as: 'unit', required: true }, { name: 'kept', as: 'percent', initial: 50 }, { name: 'reason', as: 'text' }],
  },
  AcceptTransfer: { ...lead('transfer/accept'), ifMatch: true, group: 'manage', fields: () => [] },
  DeclineTransfer: { ...lead('transfer/decline'), ifMatch: true, group: 'manage', fields: () => [{ name: 'reason', as: 'text', required: true }] },
  DisputeLead: {
    ...lead('dispute'), group: 'manage', body: disputing,
    fields: () => [{ name: 'unit', as: 'unit' }, { name: 'grounds', as: 'text', required: true }, { name: 'evidence', as: 'documents' }],
  },
  ArbitrateDispute: {
    ...lead('arbitration'), group: 'manage', irreversible: true, leaders: true, body: ruling,
    fields: () => [
      { name: 'outcome', as: 'choice', codes: ['upheld', 'moved', 'shared'], of: 'dispute-outcome', required: true },
      { name: 'kept', as: 'percent', initial: 50, when: is('outcome', 'shared') },
      { name: 'reasons', as: 'text', required: true },
    ],
  },
  RecognisePriorFiling: {
    ...lead('prior-filing'), group: 'manage', irreversible: true, body: recognising,
    fields: () => [
      { name: 'filedOn', as: 'day', required: true, half: true },
      { name: 'heardOwn', as: 'day', required: true, half: true },
      { name: 'heardOthers', as: 'day', required: true, half: true },
      { name: 'evidence', as: 'documents', required: true },
      { name: 'grounds', as: 'text', required: true },
    ],
  },
  MergeLead: {
    ...lead('merge'), ifMatch: true, group: 'manage', body: merging,
    fields: () => [{ name: 'into', as: 'same-content', required: true }, { name: 'kept', as: 'percent', initial: 100 }, { name: 'reason', as: 'text', required: true }],
  },
  RevertMerge: { ...lead('merge/reversion'), ifMatch: true, group: 'manage', fields: () => [{ name: 'reason', as: 'text', required: true }] },
  OpenFurtherDeal: {
    ...lead('deals'), ifMatch: true, group: 'manage',
    fields: () => [{ name: 'title', as: 'line', required: true }, { name: 'content', as: 'text', required: true }, { name: 'estimate', as: 'money' }],
  },
  ReopenLead: { ...lead('reopening'), ifMatch: true, group: 'advance', fields: () => [{ name: 'reason', as: 'text', required: true }] },
  MakeConfidential: {
    side: 'lead', path: '/api/v1/deals/{id}/confidentiality', group: 'manage', leaders: true,
    fields: () => [{ name: 'people', as: 'accounts', required: true }, { name: 'reason', as: 'text', required: true }],
  },
  AddConfidant: { side: 'lead', path: '/api/v1/deals/{id}/confidentiality/people', group: 'manage', fields: () => [{ name: 'account', as: 'account', required: true }, { name: 'reason', as: 'text', required: true }] },
  RemoveConfidant: { side: 'lead', path: '/api/v1/deals/{id}/confidentiality/people/removal', group: 'manage', fields: () => [{ name: 'account', as: 'account', required: true }, { name: 'reason', as: 'text', required: true }] },
  LiftConfidentiality: { side: 'lead', path: '/api/v1/deals/{id}/confidentiality/lifting', group: 'manage', irreversible: true, fields: () => [{ name: 'reason', as: 'text', required: true }] },
  TakeLead: { ...lead('taking'), ifMatch: true, group: 'advance', fields: ({ me }) => (me?.unit ? [] : [{ name: 'unit', as: 'unit', required: true }]) },
  WithdrawLead: {
    ...lead('withdrawal'), ifMatch: true, group: 'end', irreversible: true,
    fields: () => [{ name: 'code', as: 'choice', codes: WITHDRAWALS, of: 'withdrawal', required: true }, { name: 'text', as: 'text' }],
  },
  LoseLead: {
    ...lead('loss'), ifMatch: true, group: 'end', irreversible: true,
    fields: () => [
      { name: 'code', as: 'choice', codes: LOSSES, of: 'loss', required: true },
      { name: 'destination', as: 'line', half: true },
      { name: 'competitor', as: 'line', half: true },
      { name: 'text', as: 'text' },
    ],
  },
};
