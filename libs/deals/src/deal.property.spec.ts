import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import { addDays, daysBetween } from '#measures';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import type { DealCommand } from './deal.commands.ts';
import { dealDecider } from './deal.decider.ts';
import { type DealEvent, dealEvents } from './deal.events.ts';
import type { Deal } from './deal.state.ts';
import { settingsOn } from './deal.settings.ts';
import { fittingCommands } from './deal.table.ts';
import { conclude, decide, documentId, dossier, lapse, meetingOf, otherSha, people, revalue, round, sha, sign, submit } from './deal.fixtures.ts';

type Event = Happened<DealEvent>;
/** The hash of the stored document that a draft names; whether meetings on paper are taken; whether great amounts are signed by `leader` alone. */
type Known = { readonly stored: string | null; readonly paper: boolean; readonly tiers: boolean };
type Sentence = Rule<DealEvent, DealCommand, Known>;

const { lead, office, leader } = people;
const secretary: Actor = { ...office, onBehalfOf: 'leader' };
const deputy: Actor = { account: 'deputy', unit: null, role: 'leader' };
const rule: Actor = { account: 'rule', unit: null, role: 'rule' };
const TIER = 500_000_000_00;
const actors: readonly Actor[] = [lead, office, leader, secretary, deputy, rule, { ...leader, onBehalfOf: 'nm.lead' }, { ...people.member, onBehalfOf: 'nm.lead' }];
const USUAL: Known = { stored: null, paper: true, tiers: false };
const sent = (command: DealCommand, by: Actor, known: Partial<Known> = {}) => ({ command, by, known: { ...USUAL, ...known } });
/** In the system, about whichever dossier is there when it comes to it. */
const inMeeting = <C extends object>(command: C, ...people: readonly string[]) => ({ ...command, meeting: meetingOf(people, documentId) });
const draft = (kind: 'framework' | 'formal' | 'intent' | 'supplementary', hash = sha, fixesLandPrice = false): DealCommand => ({ type: 'DraftAgreement', input: { kind, documentId, sha256: hash, title: '协议', fixesLandPrice } });
const open = (kind: 'capital' | 'talent' = 'capital'): DealCommand => ({ type: 'OpenDeal', input: { leadId: documentId, enterpriseId: documentId, unit: 'nm', title: '项目', kind } });
const amend: DealCommand = { type: 'AmendAgreement', input: { documentId, sha256: sha, amount: { amount: 700_000_000_00, currency: 'CNY' }, approvalReference: '聊高新〔2026〕1号' } };
const cleared = (day: string) => ({ by: 'legal', on: day });
const earlyCleared = { legal: cleared('2026-01-05'), fairCompetition: cleared('2026-01-05') };

const commands: readonly DealCommand[] = [
  open(), submit(), submit({ land: undefined }), conclude(), decide(earlyCleared), sign(), draft('formal'),
  conclude({ outcome: 'defer' }), conclude({ outcome: 'reject' }), conclude({ quorum: { present: 6, required: 7 }, votes: { for: 6, against: 0 } }), conclude({ votes: { for: 4, against: 5 } }), conclude({ votes: { for: 12, against: 1 } }),
  conclude({ recused: ['office'] }), conclude({ outcome: 'pass-with-conditions', conditions: ['补环评'] }),
  decide({ decision: 'return' }), decide({ ...earlyCleared, sha256: otherSha }), decide({ legal: undefined }), decide({ ...earlyCleared, fairCompetition: undefined }), decide({ ...earlyCleared, legal: cleared('2028-12-31') }),
  sign({ sha256: otherSha }), sign({ kind: 'intent' }), sign({ kind: 'framework' }), sign({ amount: { amount: 580_000_000_00, currency: 'CNY' } }), amend,
  draft('formal', otherSha), draft('intent'), draft('supplementary'), draft('supplementary'), draft('formal', otherSha, true), draft('formal', sha, true), revalue(900_000_000_00), revalue(505_000_000_00), round({ topics: [{ code: 'land' }] }),
  inMeeting(conclude(), 'reviewer1', 'reviewer2'), inMeeting(conclude(), 'reviewer1', 'nm.lead'), inMeeting(decide(earlyCleared), 'leader', 'deputy'), inMeeting(decide(earlyCleared), 'leader', 'reviewer1'), lapse, lapse,
  { type: 'LoseDeal', input: { code: 'cost' } }, { type: 'WithdrawDeal', input: { code: 'market', lateReason: '补录' } }, { type: 'ReopenDeal', input: { reason: '回头' } }, { type: 'TerminateAgreement', input: { code: 'breach' } },
  { type: 'HoldDeal', input: { code: 'other', reason: '等', reviewOn: '2040-01-01' } }, { type: 'HoldDeal', input: { code: 'other', reason: '等', reviewOn: '2026-01-05' } }, { type: 'ResumeDeal', input: {} }, { type: 'ResumeDeal', input: {} },
  { type: 'OfferTransfer', input: { to: 'gd', creditKept: 50 } }, { type: 'AcceptTransfer', input: {} }, { type: 'DeclineTransfer', input: {} },
];

// The judge: the events of this cycle, and plain questions about them.
const cycle = (past: readonly Event[]): readonly Event[] => past.slice(Math.max(0, past.findLastIndex(({ type }) => type === 'DealReopened')));
const hands = ({ account, onBehalfOf }: Actor): readonly string[] => (onBehalfOf === undefined ? [account] : [account, onBehalfOf]);
const together = (one: Actor, other: Actor): boolean => hands(one).some((hand) => hands(other).includes(hand));
const judges = ({ actor, data }: Happened<Extract<DealEvent, { type: 'ReviewConcluded' | 'DecisionMade' }>>): readonly string[] => data.meeting?.people ?? [actor.onBehalfOf ?? actor.account];
const lastOf = <T extends DealEvent['type']>(past: readonly Event[], type: T): Happened<Extract<DealEvent, { type: T }>> | undefined => past.findLast((event) => event.type === type) as never;
const closed = (past: readonly Event[]): Event | undefined => cycle(past).find(({ type }) => ['DealLost', 'DealWithdrawn', 'AgreementTerminated'].includes(type));
const bound = (past: readonly Event[]): boolean => cycle(past).some((event) => event.type === 'AgreementSigned' && event.data.kind === 'formal');
const drafted = (past: readonly Event[], kind: string, hash: string | undefined) => cycle(past).find((event) => event.type === 'AgreementDrafted' && event.data.kind === kind && event.data.sha256 === hash);

/** What stands for a signing since the last dossier of this cycle. */
function asked(past: readonly Event[]) {
  const since = cycle(past).slice(Math.max(0, cycle(past).findLastIndex(({ type }) => type === 'DossierSubmitted' || type === 'DecisionLapsed')));
  const decidedAt = since.findLastIndex(({ type }) => type === 'DecisionMade');
  return { dossier: lastOf(since, 'DossierSubmitted'), decision: lastOf(since, 'DecisionMade'), review: lastOf(since.slice(0, Math.max(0, decidedAt)), 'ReviewConcluded'), open: lastOf(since, 'ReviewConcluded') };
}

function amountOf(past: readonly Event[]): unknown {
  let amount: unknown = null;
  for (const { type, data } of past) {
    if (type === 'DealOpened') amount = data.amount ?? null;
    if (type === 'DealRevalued' || type === 'AgreementAmended') amount = data.to;
    if (type === 'DossierSubmitted') amount = data.dossier.totalInvestment ?? amount;
    if (type === 'AgreementSigned' && data.kind === 'formal') amount = data.amount;
  }
  return amount;
}

const equal = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const passes = (outcome: string | undefined): boolean => outcome === 'pass' || outcome === 'pass-with-conditions';

const SIGNING = 'a formal signing follows a passed review and an approving decision of the same text, on both clocks';
const HANDS = 'who submitted, who concluded the review and who decided are three people, also when one acts for another';
const BALLOT = 'a review passes with a quorum of those who may vote and a majority of them, concluded by nobody who is recused';
const CLEARED = 'a decision approves a formal draft that fixes no land price, cleared by the lawyers and for competition by then';
const LAPSE = 'a formal signing comes within a year of its decision and within ten per cent of the approved amount';
const SILENT = 'an amount changes in the open, and after the signing only by an amendment';
const TEXT = 'what is signed is a known draft of its kind that fixes no land price';
const LEADER = 'only a leader decides and signs, or somebody who names the leader';
const SIGNATORY = 'a formal agreement of a great amount is signed by whom the settings name';
const MEETING = 'a meeting is about the dossier that is there, and held in the system once paper is not taken';
const LAPSED = 'a decision lapses only when its time is over or the amount has strayed, and only while nothing is signed';
const HOLD = 'on hold a deal is only resumed, closed or handed over';
const ENDED = 'a closed deal is only reopened, and a terminated one not even that';
const TRANSFER = 'a deal changes hands only by an answer to a standing offer of its holder';
const DOSSIER = 'a dossier goes to the review complete, for capital with land, energy and environment';

for (const kind of ['capital', 'talent'] as const) deciderProperties({
  name: `a deal of ${kind}`,
  decider: dealDecider,
  types: dealEvents,
  noise: fc.record({ command: fc.constantFrom(...commands), by: fc.constantFrom(...actors), known: fc.constantFrom<Known>(USUAL, USUAL, { ...USUAL, stored: sha }, { ...USUAL, paper: false }, { ...USUAL, tiers: true }) }),
  way: [
    [sent(open(kind), lead)],
    [sent(draft('formal'), lead), sent(draft('formal', otherSha, true), lead)],
    [sent(submit(), lead), sent(submit({ jobs: undefined }), lead)],
    [sent(conclude(), office), sent(conclude({ outcome: 'defer' }), office), sent(inMeeting(conclude(), 'reviewer1', 'reviewer2'), rule, { paper: false })],
    [sent(decide(earlyCleared), leader), sent(inMeeting(decide(earlyCleared), 'leader', 'deputy'), rule, { paper: false }), sent(decide({ decision: 'return' }), secretary), sent(decide(earlyCleared), secretary)],
    [sent(sign(), leader, { tiers: true }), sent(sign({ sha256: otherSha }), leader), sent(sign(), deputy, { tiers: true }), sent(revalue(900_000_000_00), lead), sent(lapse, rule)],
    [sent(draft('supplementary'), lead), sent({ type: 'TerminateAgreement', input: { code: 'breach' } }, leader)],
    [sent(amend, leader)],
  ],
  facts: ({ by, on: day, today, known }) => ({ actor: by, on: day, today, settings: { ...settingsOn(day), meetingsOnPaper: known.paper, signatories: [{ from: 0, accounts: 'any-leader' as const }, ...(known.tiers ? [{ from: TIER, accounts: ['leader'] }] : [])] }, storedSha256: known.stored, promises: null, blacklist: { blacklisted: null, stream: 'enterprise-1', revision: 0 } }),
  aim: (command, past) => ('meeting' in command && command.meeting ? { ...command, meeting: { ...command.meeting, dossierId: past.findLast(({ type }) => type === 'DossierSubmitted')?.id ?? documentId } } : command),
  rules: {
    [SIGNING]: on(['AgreementSigned'], ({ data, occurredOn }, past) => {
      if (data.kind !== 'formal') return undefined;
      const { dossier: file, review, decision } = asked(past);
      return !bound(past) && passes(review?.data.outcome) && decision?.data.decision === 'approve' && decision.data.sha256 === data.sha256
        && file !== undefined && file.occurredOn <= review!.occurredOn && review!.occurredOn <= decision.occurredOn && decision.occurredOn <= occurredOn;
    }),
    [HANDS]: on(['ReviewConcluded', 'DecisionMade'], (event, past) => {
      const { dossier: file, open: review } = asked(past);
      if (file && (together(file.actor, event.actor) || hands(file.actor).some((hand) => judges(event).includes(hand)))) return false;
      // Of a secretary it counts for whom: she may type both, of different people.
      return event.type === 'ReviewConcluded' || review === undefined || !judges(review).some((judge) => judges(event).includes(judge));
    }),
    [BALLOT]: on(['ReviewConcluded'], ({ data, actor }) => {
      const voting = data.quorum.present - new Set(data.recused).size;
      const counted = data.votes.for + data.votes.against <= voting && !hands(actor).some((hand) => data.recused.includes(hand));
      return counted && (!passes(data.outcome) || (voting >= data.quorum.required && data.votes.for > data.votes.against));
    }),
    [CLEARED]: on(['DecisionMade'], ({ data, occurredOn }, past) => {
      if (data.decision !== 'approve') return undefined;
      const text = drafted(past, 'formal', data.sha256);
      return text?.type === 'AgreementDrafted' && !text.data.fixesLandPrice && data.legal !== undefined && data.legal.on <= occurredOn && data.fairCompetition !== undefined && data.fairCompetition.on <= occurredOn && equal(data.amount, amountOf(past));
    }),
    [LAPSE]: on(['AgreementSigned'], ({ data, occurredOn }, past) => {
      const { decision } = asked(past);
      if (data.kind !== 'formal' || !decision) return undefined;
      const [approved, amount] = [decision.data.amount?.amount ?? 0, data.amount?.amount ?? 0];
      return daysBetween(decision.occurredOn, occurredOn) <= 365 && Math.abs(amount - approved) * 10 <= approved;
    }),
    [SILENT]: on(['DealRevalued', 'AgreementAmended', 'DossierSubmitted', 'AgreementSigned'], (event, past) => {
      if (event.type === 'DealRevalued') return !bound(past) && equal(event.data.from, amountOf(past));
      if (event.type === 'AgreementAmended') return bound(past) && equal(event.data.from, amountOf(past)) && event.data.approvalReference !== '' && event.occurredOn >= cycle(past).find((one) => one.type === 'AgreementSigned' && one.data.kind === 'formal')!.occurredOn;
      return event.type === 'DossierSubmitted' ? !bound(past) : undefined;
    }),
    [TEXT]: on(['AgreementSigned', 'AgreementAmended'], (event, past) => {
      const text = drafted(past, event.type === 'AgreementSigned' ? event.data.kind : 'supplementary', event.data.sha256);
      return text?.type === 'AgreementDrafted' && text.data.documentId === event.data.documentId && !text.data.fixesLandPrice;
    }),
    [LEADER]: on(['DecisionMade', 'AgreementSigned', 'AgreementAmended'], ({ actor, data }) => actor.role === 'leader' || actor.onBehalfOf !== undefined || ('meeting' in data && data.meeting !== undefined)),
    [SIGNATORY]: on(['AgreementSigned'], ({ actor, data }, _past, { known: { tiers } }) => {
      if (data.kind !== 'formal' || !tiers || (data.amount?.amount ?? 0) < TIER) return undefined;
      return (actor.onBehalfOf ?? actor.account) === 'leader';
    }),
    [MEETING]: on(['ReviewConcluded', 'DecisionMade'], ({ data }, past, { known: { paper } }) => (data.meeting ? data.meeting.dossierId === asked(past).dossier?.id : paper)),
    [LAPSED]: on(['DecisionLapsed'], ({ data, occurredOn }, past) => {
      const { decision } = asked(past);
      const [approved, amount] = [decision?.data.amount?.amount ?? 0, (amountOf(past) as { amount?: number } | null)?.amount ?? 0];
      const strayed = Math.abs(amount - approved) * 10 > approved;
      return decision !== undefined && decision.data.decision === 'approve' && data.decisionId === decision.id && !bound(past) && (data.because === 'time' ? daysBetween(decision.occurredOn, occurredOn) > 365 : strayed);
    }),
    [HOLD]: ((event, past) => {
      const last = cycle(past).findLast(({ type }) => type === 'DealPutOnHold' || type === 'DealResumed');
      if (last?.type !== 'DealPutOnHold' || event.type === 'DealReopened') return undefined;
      // What lapses by time lapses on hold too.
      return ['DecisionLapsed', 'DealResumed', 'DealLost', 'DealWithdrawn', 'AgreementTerminated', 'DealTransferOffered', 'DealTransferAccepted', 'DealTransferDeclined'].includes(event.type);
    }) satisfies Sentence,
    [ENDED]: ((event, past) => {
      const end = closed(past);
      if (!end) return event.type !== 'DealReopened';
      return event.type === 'DealReopened' && end.type !== 'AgreementTerminated' && event.data.cycle === 2 + past.filter(({ type }) => type === 'DealReopened').length && event.occurredOn >= end.occurredOn;
    }) satisfies Sentence,
    [TRANSFER]: on(['DealTransferOffered', 'DealTransferAccepted', 'DealTransferDeclined'], ({ type, data, occurredOn }, past) => {
      const last = past.findLast((event) => event.type.startsWith('DealTransfer') || ['DealLost', 'DealWithdrawn', 'AgreementTerminated'].includes(event.type));
      const holder = lastOf(past, 'DealTransferAccepted')?.data.to ?? 'nm';
      if (type === 'DealTransferOffered') return data.from === holder && data.to !== holder && last?.type !== 'DealTransferOffered';
      return last?.type === 'DealTransferOffered' && last.data.to === data.to && last.data.creditKept === data.creditKept && last.occurredOn <= occurredOn;
    }),
    [DOSSIER]: on(['DossierSubmitted'], ({ data }) => {
      const wanted = kind === 'capital' ? Object.keys(dossier) : ['totalInvestment', 'jobs', 'timetable'];
      return wanted.every((field) => (data.dossier as Record<string, unknown>)[field] !== undefined);
    }),
    'no column is skipped: a review needs a dossier, a decision a review, a signing a decision': on(['ReviewConcluded', 'DecisionMade', 'AgreementSigned'], (event, past) => {
      const { dossier: file, open: review, decision } = asked(past);
      if (event.type === 'ReviewConcluded') return file !== undefined;
      if (event.type === 'DecisionMade') return file !== undefined && review !== undefined;
      return event.data.kind === 'formal' ? decision?.data.decision === 'approve' : undefined;
    }),
    'a deal opens once, rests until a day to come, and nothing happens on a day to come': ((event, past, { today }) =>
      event.occurredOn <= today && (event.type === 'DealOpened') === (past.length === 0) && (event.type !== 'DealPutOnHold' || event.data.reviewOn > today)) satisfies Sentence,
  },
  controls: [
    { without: 'deal.review-not-passed', breaks: SIGNING, lie: ({ state, facts, command }) => ({ state: state && { ...state, review: passing(facts.on) }, command }) },
    { without: 'deal.not-approved', breaks: SIGNING, instead: ({ command, state }) => signing(command, state) },
    { without: 'deal.signed-before-decision', breaks: SIGNING, instead: ({ command, state }) => signing(command, state) },
    { without: 'deal.text-differs-from-approved', breaks: SIGNING, instead: ({ command, state }) => signing(command, state) },
    { without: 'deal.submitter-concludes-review', breaks: HANDS, lie: ({ facts }) => ({ facts: { ...facts, actor: { account: 'nobody', unit: null, role: 'office' } } }) },
    { without: 'deal.submitter-decides', breaks: HANDS, lie: ({ facts }) => ({ facts: { ...facts, actor: { account: 'nobody', unit: null, role: 'leader' } } }) },
    { without: 'deal.quorum-not-reached', breaks: BALLOT, instead: ({ command }) => (command.type === 'ConcludeReview' ? [{ type: 'ReviewConcluded' as const, data: { ...command.input, conditions: [], minutes: undefined, lateReason: undefined } }] : []) },
    { without: 'deal.legal-clearance-missing', breaks: CLEARED, instead: ({ command, state }) => (command.type === 'MakeDecision' ? [{ type: 'DecisionMade' as const, data: { decision: 'approve' as const, sha256: command.input.sha256, amount: state!.amount, fairCompetition: command.input.fairCompetition } }] : []) },
    { without: 'deal.land-price-fixed', breaks: CLEARED, lie: ({ state }) => ({ state: state && { ...state, drafts: state.drafts.map((entry) => ({ ...entry, data: { ...entry.data, fixesLandPrice: false } })) } }) },
    { without: 'deal.decision-lapsed', breaks: LAPSE, instead: ({ command, state }) => signing(command, state) },
    { without: 'deal.amount-fixed-after-signing', breaks: SILENT, instead: ({ command, state }) => (command.type === 'Revalue' ? [{ type: 'DealRevalued' as const, data: { from: state!.amount, to: command.input.amount, reason: { clear: '涨' } } }] : []) },
    { without: 'deal.leader-not-named', breaks: LEADER, lie: ({ facts }) => ({ facts: { ...facts, actor: { ...facts.actor, role: 'leader' } } }) },
    { without: 'deal.signatory-not-authorised', breaks: SIGNATORY, lie: ({ facts }) => ({ facts: { ...facts, settings: { ...facts.settings, signatories: [] } } }) },
    { without: 'deal.review-by-meeting', breaks: MEETING, lie: ({ facts }) => ({ facts: { ...facts, settings: { ...facts.settings, meetingsOnPaper: true } } }) },
    { without: 'deal.decision-stands', breaks: LAPSED, instead: ({ state }) => [{ type: 'DecisionLapsed' as const, data: { decisionId: state!.decision!.id, because: 'time' as const, settings: '2000-01-01' } }] },
    { without: 'deal.on-hold', breaks: HOLD, lie: ({ state }) => ({ state: state && { ...state, hold: null } }) },
    { without: 'deal.terminated-stays-closed', breaks: ENDED, lie: ({ state }) => ({ state: state && { ...state, closedBy: 'DealLost' as const } }) },
    { without: 'deal.requirements-missing', breaks: DOSSIER, instead: ({ command }) => (command.type === 'SubmitDossier' ? [{ type: 'DossierSubmitted' as const, data: { dossier: { ...command.input, lateReason: undefined } as typeof dossier } }] : []) },
  ],
  table: {
    offers: (state) => (state ? fittingCommands(state) : []),
    misfits: ['deal.unknown', 'deal.not-at-this-stage', 'deal.on-hold', 'deal.nothing-to-amend', 'deal.amount-fixed-after-signing', 'deal.signed-is-terminated', 'deal.not-on-hold', 'deal.terminated-stays-closed', 'deal.transfer-pending', 'deal.no-transfer-offered'],
    beside: ['OpenDeal', 'LapseDecision', 'ReassignDeal'],
  },
});

function signing(command: DealCommand, state: Deal | null): DealEvent[] {
  if (command.type !== 'SignAgreement' || !state) return [];
  return [{ type: 'AgreementSigned', data: { kind: 'formal', documentId, sha256: command.input.sha256, amount: command.input.amount ?? state.amount, settings: '2000-01-01' } }];
}

function passing(day: string): Deal['review'] {
  return { id: '', on: addDays(day, -1), by: office, data: { outcome: 'pass', quorum: { present: 9, required: 7 }, votes: { for: 9, against: 0 }, recused: [], conditions: [] } };
}
