import fc from 'fast-check';
import { enterpriseIdOf } from '#enterprises';
import type { Actor, Happened } from '#event-store';
import type { Day } from '#measures';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import { type LeadCommand, leadDecider, type LeadFacts } from './lead.decider.ts';
import { type LeadEvent, leadEvents } from './lead.events.ts';
import { type LeadCommandName, leadCommands, misfit } from './lead.table.ts';

/** What the streams around the lead say; days are counted from the first act's. */
type Known = { readonly listed: boolean; readonly checked: boolean; readonly protection: readonly [from: Day, until: Day] | null; readonly contact: Day | null; readonly disputed: boolean; readonly signed: boolean; readonly sameFirm: boolean };
type Event = Happened<LeadEvent>;

const readAt = { revision: 3 };
const AROUND: Known = { listed: false, checked: true, protection: ['2026-01-05', '2027-12-31'], contact: '2026-01-05', disputed: false, signed: false, sameFirm: true };
const around = fc.record<Known>({
  listed: fc.constantFrom(false, false, false, true),
  checked: fc.constantFrom(true, true, true, false),
  protection: fc.constantFrom(AROUND.protection, AROUND.protection, ['2026-02-01', '2026-02-20'] as const, null),
  contact: fc.constantFrom('2026-01-05', '2026-03-01', null),
  disputed: fc.constantFrom(false, false, false, true),
  signed: fc.constantFrom(false, false, false, true),
  sameFirm: fc.constantFrom(true, true, false),
});
const people: Record<string, Actor> = {
  member: { account: 'team1.member', unit: 'team1', role: 'member' },
  office: { account: 'office', unit: null, role: 'office' },
};
const actor = fc.constantFrom(people['member']!, people['office']!, people['office']!);

const SURVIVOR = '00000000-0000-4000-8000-00000000000b';
const register = (more: object = {}): LeadCommand => ({ type: 'RegisterLead', contactSubject: 'person-1', input: { investor: { name: '示例公司' }, title: '甲', content: '乙', kind: 'capital', source: 'fund', origin: '丙', contact: { name: '张三' }, ...more } });
const accept = (more: object = {}): LeadCommand => ({ type: 'TriageLead', input: { outcome: 'accept', ...more } });
const open = (needs: object): LeadCommand => ({ type: 'OpenNegotiation', input: { needs } });
const unit = fc.constantFrom('team1', 'team2', 'squad01');
const command: fc.Arbitrary<LeadCommand> = fc.oneof(
  fc.record({ unit: fc.option(unit, { nil: undefined }), overrideReason: fc.constantFrom(undefined, '省重点') }).map(register),
  fc.constantFrom(undefined, '省重点').map((overrideReason) => accept({ overrideReason })),
  fc.constant<LeadCommand>({ type: 'TriageLead', input: { outcome: 'reject', code: 'other', text: '丁' } }),
  unit.map((to): LeadCommand => ({ type: 'TriageLead', input: { outcome: 'refer', unit: to } })),
  { weight: 3, arbitrary: fc.record({ to: unit, credit: fc.constantFrom({ from: 40, to: 60 }, { from: 0, to: 100 }, { from: 50, to: 60 }) }).map((input): LeadCommand => ({ type: 'OfferTransfer', input })) },
  { weight: 3, arbitrary: fc.constant<LeadCommand>({ type: 'AcceptTransfer', input: {} }) },
  fc.constant<LeadCommand>({ type: 'DeclineTransfer', input: { reason: '否' } }),
  fc.constant<LeadCommand>({ type: 'FollowDealTransfer', input: { from: 'team1', to: 'team2', credit: { from: 0, to: 100 } } }),
  { weight: 2, arbitrary: fc.constantFrom({ survivor: 60, alias: 40 }, { survivor: 100, alias: 0 }, { survivor: 60, alias: 60 }).map((credit): LeadCommand => ({ type: 'MergeLead', input: { into: SURVIVOR, credit, reason: '同一项目' } })) },
  { weight: 2, arbitrary: fc.constant<LeadCommand>({ type: 'RevertMerge', input: { reason: '并错了' } }) },
  fc.constant<LeadCommand>({ type: 'JoinAlias', input: { alias: SURVIVOR, units: { survivor: 'team1', alias: 'team2' }, credit: { survivor: 60, alias: 40 } } }),
  fc.constant<LeadCommand>({ type: 'LeaveAlias', input: { alias: SURVIVOR } }),
  fc.constantFrom('甲', '二期', '三期').map((title): LeadCommand => ({ type: 'OpenFurtherDeal', id: SURVIVOR, input: { title, content: '扩产' } })),
  { weight: 2, arbitrary: fc.constant<LeadCommand>({ type: 'ReopenLead', input: { reason: '投资方重启' } }) },
  fc.constant<LeadCommand>({ type: 'RaiseDispute', input: { disputedId: '00000000-0000-4000-8000-00000000000a', enterpriseId: '00000000-0000-4000-8000-00000000000e' } }),
  unit.map((to): LeadCommand => ({ type: 'FollowArbitration', input: { to } })),
  fc.constant<LeadCommand>({ type: 'ReturnLeadToPool', input: { cause: 'released' } }),
  unit.map((taker): LeadCommand => ({ type: 'TakeLead', input: { unit: taker } })),
  fc.constantFrom({}, { workers: 3 }, { landCentiMu: 3000, other: '双回路' }).map(open),
  fc.constantFrom('lost' as const, 'terminated' as const).map((outcome): LeadCommand => ({ type: 'EndNegotiation', input: { outcome } })),
  fc.constant<LeadCommand>({ type: 'ResumeNegotiation' }),
  fc.constant<LeadCommand>({ type: 'LoseLead', input: { code: 'cost', text: '戊' } }),
  fc.constant<LeadCommand>({ type: 'WithdrawLead', input: { code: 'no-capacity' } }),
);
const noise = fc.record({ command, by: actor, known: around });
const usual = (sent: LeadCommand, by: Actor = people['office']!, known: Partial<Known> = {}) => ({ command: sent, by, known: { ...AROUND, ...known } });

const facts = ({ on: day, by, known }: { on: Day; by: Actor; known: Known }): LeadFacts => ({
  on: day,
  actorUnit: by.unit,
  disputed: known.disputed,
  merge: { survivor: { status: 'triaged', unit: 'team9', enterpriseId: known.sameFirm ? enterpriseIdOf({ name: '示例公司' }) : '00000000-0000-4000-8000-0000000000ff', revision: 3 }, disputed: false, signed: known.signed, suggested: false, protectedAliasOnly: false },
  duplicates: known.checked ? { found: 0, ordinal: 3 } : null,
  enterprise: { known: true, blacklisted: known.listed ? { ground: 'other', since: '2025-01-01' } : null, ...readAt },
  protection: known.protection ? { from: known.protection[0], until: known.protection[1], ...readAt } : null,
  twoWayContact: known.contact === null ? null : { on: known.contact, kind: 'call', ...readAt },
});

// The judge: plain folds over the events, apart from the decider's own.
const lastOf = (past: readonly Event[], ...types: string[]): Event | undefined => past.findLast(({ type }) => types.includes(type));
const acceptedBy = (past: readonly Event[], day: Day): boolean => cycle(past).some((event) => event.type === 'LeadTriaged' && event.data.outcome === 'accept' && event.occurredOn <= day);
/** What is told on a lead and changes nothing with it. */
const BESIDE: readonly string[] = ['DisputeRaised', 'AliasJoined', 'AliasLeft', 'FurtherDealOpened'];
const ENDS = ['LeadWithdrawn', 'LeadLost'];
const cycle = (past: readonly Event[]): readonly Event[] => past.slice(past.findLastIndex(({ type }) => type === 'LeadReopened') + 1);
const over = (past: readonly Event[]): boolean => cycle(past).some((event) => ENDS.includes(event.type) || (event.type === 'LeadTriaged' && event.data.outcome === 'reject'));
const talking = (past: readonly Event[]): boolean => ['NegotiationOpened', 'NegotiationResumed'].includes(lastOf(past, 'NegotiationOpened', 'NegotiationEnded', 'NegotiationResumed')?.type ?? '');

function holderOf(past: readonly Event[]): string | null {
  let holder: string | null = null;
  for (const event of past) {
    if (event.type === 'LeadRegistered' || event.type === 'LeadTaken') holder = event.data.unit;
    if (event.type === 'LeadTriaged' && event.data.outcome === 'refer') holder = event.data.unit ?? holder;
    if (event.type === 'LeadTransferAccepted' || event.type === 'LeadReassigned') holder = event.data.to;
    if (event.type === 'LeadReturnedToPool') holder = null;
  }
  return holder;
}

const joined = (past: readonly Event[]): boolean => lastOf(past, 'AliasJoined', 'AliasLeft')?.type === 'AliasJoined';

/** The offer that waits for an answer; whatever moves the lead elsewhere ends it. */
function offerIn(past: readonly Event[]): Event | undefined {
  const at = past.findLastIndex(({ type }) => type === 'LeadTransferOffered');
  const ends = past.slice(at + 1).some((event) => !BESIDE.includes(event.type) && (event.type !== 'LeadTriaged' || event.data.outcome !== 'accept'));
  return at < 0 || ends ? undefined : past[at];
}

const NEGOTIATES = 'is negotiated only when accepted, protected on that day, met by then and with a need: no column is skipped';
const HOLDER = 'has one holder, and only what it holds is offered, returned or negotiated';
const TRANSFER = 'changes hands only by accepting an offer that stands, with all of the credit and no more';
const BLACKLIST = 'is taken and accepted from a blacklisted firm only with a reason that stands in the event';
const ORDER = 'has nothing done by people before the day of what they change';
const OVER = 'stays rejected, withdrawn or lost until it is reopened';
const ALIAS = 'does nothing of its own while it is merged, and is merged neither under a dispute or a signed deal nor with another firm that nobody suggested';
const ARGUED = 'is neither handed on nor ended by people while it is disputed';
const ONCE = 'is registered once, before anything else';
const people_ = new Set<string>(['TriageLead', 'OfferTransfer', 'AcceptTransfer', 'DeclineTransfer', 'WithdrawLead', 'LoseLead', 'TakeLead', 'OpenNegotiation', 'MergeLead', 'RevertMerge', 'ReopenLead', 'OpenFurtherDeal']);
type Sentence = Rule<LeadEvent, LeadCommand, Known>;

deciderProperties({
  name: 'a lead',
  decider: leadDecider,
  types: leadEvents,
  noise,
  way: [
    [usual(register({ unit: 'team1' })), usual(register({}), people['member']), usual(register({ unit: 'team2' }), people['member'])],
    [usual(accept()), usual(accept({ overrideReason: '省重点' }), people['office'], { listed: true }), usual(accept(), people['office'], { listed: true })],
    [usual(open({ workers: 30 })), usual(open({})), usual({ type: 'WithdrawLead', input: { code: 'no-capacity' } })],
    [usual({ type: 'EndNegotiation', input: { outcome: 'lost' } }), usual({ type: 'ReopenLead', input: { reason: '投资方重启' } }), usual({ type: 'ReturnLeadToPool', input: { cause: 'expired' } })],
    [usual({ type: 'ResumeNegotiation' }), usual({ type: 'TakeLead', input: { unit: 'squad01' } }), usual({ type: 'MergeLead', input: { into: SURVIVOR, credit: { survivor: 60, alias: 40 }, reason: '同一项目' } })],
    [usual({ type: 'RevertMerge', input: { reason: '并错了' } })],
  ],
  facts,
  rules: {
    [ONCE]: ((event, past) => (event.type === 'LeadRegistered') === (past.length === 0)) satisfies Sentence,
    [NEGOTIATES]: on(['NegotiationOpened'], ({ occurredOn, data }, past, { known }) =>
      acceptedBy(past, occurredOn) && !talking(past) && lastOf(past, 'LeadReturnedToPool', 'LeadTaken')?.type !== 'LeadReturnedToPool'
      && known.protection !== null && known.protection[0] <= occurredOn && occurredOn <= known.protection[1] && data.protection.until === known.protection[1]
      && known.contact !== null && known.contact <= occurredOn && Object.keys(data.needs).length > 0),
    [HOLDER]: on(['LeadTransferOffered', 'LeadReturnedToPool', 'NegotiationOpened', 'NegotiationResumed', 'LeadTaken'], (event, past) => {
      const holder = holderOf(past);
      if (event.type === 'LeadTaken') return holder === null && lastOf(past, 'LeadReturnedToPool') !== undefined;
      return holder !== null && ('from' in event.data ? event.data.from : event.data.unit) === holder;
    }),
    [TRANSFER]: on(['LeadTransferOffered', 'LeadTransferAccepted'], (event, past, { command: sent }) => {
      if (sent.type === 'FollowDealTransfer') return undefined;
      const { from, to, credit } = event.data;
      if (event.type === 'LeadTransferOffered') return from !== to && credit.from + credit.to === 100 && offerIn(past) === undefined;
      const offer = offerIn(past);
      return offer?.type === 'LeadTransferOffered' && offer.data.to === to && offer.data.from === from && offer.data.credit.to === credit.to;
    }),
    [BLACKLIST]: on(['LeadRegistered', 'LeadTriaged'], (event, _past, { known }) => {
      if (!known.listed || (event.type === 'LeadTriaged' && event.data.outcome !== 'accept')) return undefined;
      const finding = event.type === 'LeadRegistered' ? event.data.blacklist : event.data.checks.blacklist;
      return finding.listed && finding.override !== undefined;
    }),
    [ALIAS]: ((event, past, { known }) => {
      const away = lastOf(past, 'LeadMerged', 'MergeReverted')?.type === 'LeadMerged';
      if (event.type === 'LeadMerged') return !away && !known.disputed && !known.signed && known.sameFirm && event.data.credit.survivor + event.data.credit.alias === 100 && !joined(past);
      if (event.type === 'MergeReverted') return away && !known.signed;
      return BESIDE.includes(event.type) || !away ? undefined : false;
    }) satisfies Sentence,
    [ARGUED]: on(['LeadTransferOffered', 'LeadTransferAccepted', 'LeadWithdrawn', 'LeadLost', 'LeadTriaged'], (event, _past, { command: sent, known }) =>
      (sent.type === 'FollowDealTransfer' || (event.type === 'LeadTriaged' && event.data.outcome === 'accept') ? undefined : !known.disputed)),
    'becomes further deals only once it was one, each with a number and a title of its own': on(['FurtherDealOpened'], ({ data, occurredOn }, past) => {
      const further = past.flatMap((event) => (event.type === 'FurtherDealOpened' ? [event.data] : []));
      return lastOf(past, 'NegotiationOpened') !== undefined && occurredOn >= past[0]!.occurredOn && data.n === further.length + 2 && !['甲', ...further.map(({ title }) => title)].includes(data.title) && !further.some(({ dealId }) => dealId === data.dealId);
    }),
    'is reopened only when it was turned down, withdrawn or lost, each time in the next cycle': on(['LeadReopened'], (event, past) => over(past) && event.data.cycle === 2 + past.filter(({ type }) => type === 'LeadReopened').length),
    'is triaged only after the search for duplicates, and once it is accepted not again': on(['LeadTriaged'], (_event, past, { known }) => known.checked && !cycle(past).some((event) => event.type === 'LeadTriaged' && event.data.outcome === 'accept')),
    [ORDER]: ((event, past, { command: sent }) => (people_.has(sent.type) ? event.occurredOn >= past.filter(({ type }) => !BESIDE.includes(type)).at(-1)!.occurredOn : undefined)) satisfies Sentence,
    [OVER]: ((event, past) => (past.length === 0 || BESIDE.includes(event.type) ? undefined : !over(past) || ['LeadMerged', 'MergeReverted', 'LeadReopened'].includes(event.type))) satisfies Sentence,
    'has no event on a day to come': ((event, _past, { today }) => event.occurredOn <= today) satisfies Sentence,
    'is out of its team\'s hands while its deal is open': ((event, past) => (talking(past) ? ['NegotiationEnded', 'LeadTransferAccepted', 'LeadReassigned', ...BESIDE].includes(event.type) : undefined)) satisfies Sentence,
  },
  controls: [
    { without: 'merge.signed', breaks: ALIAS, lie: ({ facts: known }) => ({ facts: { ...known, merge: known.merge && { ...known.merge, signed: false } } }) },
    { without: 'merge.not-suggested', breaks: ALIAS, lie: ({ facts: known }) => ({ facts: { ...known, merge: known.merge && { ...known.merge, suggested: true } } }) },
    { without: 'lead.merged', breaks: ALIAS, lie: ({ state }) => ({ state: { ...state, status: state.merged!.from } }) },
    { without: 'lead.disputed', breaks: ARGUED, lie: ({ facts: known }) => ({ facts: { ...known, disputed: false } }) },
    { without: 'lead.not-at-this-stage', breaks: NEGOTIATES, lie: ({ state }) => ({ state: { ...state, status: 'triaged' as const, accepted: { on: '2026-01-01' } } }) },
    { without: 'lead.not-protected', breaks: NEGOTIATES, lie: ({ facts: known }) => ({ facts: { ...known, protection: { from: known.on, until: known.on, ...readAt } } }) },
    { without: 'lead.no-two-way-contact', breaks: NEGOTIATES, lie: ({ facts: known }) => ({ facts: { ...known, twoWayContact: { on: known.on, kind: 'call', ...readAt } } }) },
    { without: 'lead.not-at-this-stage', breaks: OVER, lie: ({ state }) => ({ state: { ...state, status: 'triaged' as const } }) },
    { without: 'lead.no-transfer-offered', breaks: TRANSFER, lie: ({ state }) => ({ state: { ...state, offer: { from: state.unit ?? '', to: 'team2', credit: { from: 0, to: 100 } } } }) },
    { without: 'lead.credit-split', breaks: TRANSFER, instead: ({ command: sent, state }) => (sent.type === 'OfferTransfer' ? [{ type: 'LeadTransferOffered' as const, data: { from: state.unit ?? '', to: sent.input.to, credit: sent.input.credit } }] : []) },
    { without: 'lead.investor-blacklisted', breaks: BLACKLIST, lie: ({ facts: known }) => ({ facts: { ...known, enterprise: { known: true, blacklisted: null, ...readAt } } }) },
    { without: 'lead.before-its-standing', breaks: ORDER, lie: ({ state }) => ({ state: { ...state, since: null } }) },
  ],
  table: {
    offers: (state) => (Object.keys(leadCommands) as LeadCommandName[]).filter((name) => misfit(name, state) === undefined),
    misfits: ['lead.unknown', 'lead.merged', 'lead.deal-open', 'lead.not-at-this-stage', 'lead.no-transfer-offered', 'lead.transfer-pending'],
  },
});
