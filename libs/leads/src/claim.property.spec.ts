import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import { addDays, type Day } from '#measures';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import { type ClaimCommand, claimDecider, type ClaimFacts } from './claim.decider.ts';
import { type ClaimEvent, claimEvents } from './claim.events.ts';

/** What the lead's own stream and its contacts say of the filing. */
type Known = { readonly accepted: Day | null; readonly contact: Day | null; readonly negotiating: boolean };
type Event = Happened<ClaimEvent>;

const readAt = { revision: 3 };
const office: Actor = { account: 'office', unit: null, role: 'office' };
const [a, b, c] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000c'] as const;
const paper = '00000000-0000-4000-8000-0000000000d0';
const units = { [a]: 'team1', [b]: 'team2', [c]: 'squad01' } as Readonly<Record<string, string>>;
const USUAL: Known = { accepted: '2026-01-05', contact: '2026-03-01', negotiating: false };

const lodge = (leadId: string, content = 'x'): ClaimCommand => ({ type: 'LodgeFiling', leadId, unit: units[leadId]!, content, title: `${content}项目` });
const grant = (leadId: string, overtakeReason?: string): ClaimCommand => ({ type: 'GrantProtection', leadId, overtakeReason });
const usual = (command: ClaimCommand, known: Partial<Known> = {}) => ({ command, by: office, known: { ...USUAL, ...known } });
const lead = fc.constantFrom<string>(a, b, c);
const command: fc.Arbitrary<ClaimCommand> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(lead, fc.constantFrom('x', 'x', 'y')).map(([leadId, content]) => lodge(leadId, content)) },
  { weight: 4, arbitrary: fc.tuple(lead, fc.constantFrom(undefined, undefined, '投资方指定')).map(([leadId, reason]) => grant(leadId, reason)) },
  { weight: 2, arbitrary: lead.map((leadId): ClaimCommand => ({ type: 'RenewProtection', leadId })) },
  lead.map((leadId): ClaimCommand => ({ type: 'ReleaseProtection', leadId, code: 'no-progress' })),
  { weight: 2, arbitrary: lead.map((leadId): ClaimCommand => ({ type: 'ExpireProtection', leadId })) },
  fc.tuple(lead, fc.constantFrom('team1', 'team3')).map(([leadId, to]): ClaimCommand => ({ type: 'TransferFiling', leadId, to })),
  lead.map((leadId): ClaimCommand => ({ type: 'CloseFiling', leadId, code: 'lost' })),
  { weight: 3, arbitrary: fc.tuple(lead, lead, fc.constantFrom('2025-11-01', '2025-11-01', '2026-02-01')).map(([leadId, other, filedOn]): ClaimCommand => ({ type: 'RecognisePriorFiling', leadId, filedOn, evidence: [paper], heard: ['team1', 'team2', 'squad01'].map((unit) => ({ unit, on: '2026-01-01' })), precedes: [other], grounds: '纸质台账' })) },
  { weight: 2, arbitrary: lead.map((leadId): ClaimCommand => ({ type: 'SetFilingAside', leadId, into: b })) },
  { weight: 2, arbitrary: lead.map((leadId): ClaimCommand => ({ type: 'RestoreFiling', leadId })) },
  { weight: 2, arbitrary: fc.tuple(lead, lead).map(([leadId, own]): ClaimCommand => ({ type: 'DisputeLead', leadId, claimant: { leadId: own, unit: units[own]! }, grounds: '我方在先', evidence: [] })) },
  { weight: 3, arbitrary: fc.tuple(lead, fc.constantFrom({ outcome: 'upheld' as const }, { outcome: 'moved' as const }, { outcome: 'shared' as const, credit: { holder: 60, claimant: 40 } }, { outcome: 'shared' as const, credit: { holder: 60, claimant: 60 } })).map(([leadId, ruling]): ClaimCommand => ({ type: 'ArbitrateDispute', leadId, ruling, reasons: '以日志为准' })) },
  { weight: 3, arbitrary: fc.tuple(lead, lead).map(([leadId, sameAs]): ClaimCommand => ({ type: 'MarkSameContent', leadId, sameAs, reason: '同一项目' })) },
);
const known = fc.record<Known>({ accepted: fc.constantFrom('2026-01-05', '2026-01-05', '2026-04-01', null), contact: fc.constantFrom('2026-03-01', '2026-01-06', null), negotiating: fc.constantFrom(false, false, true) });

const facts = ({ on: day, today, by, known: { accepted, contact, negotiating } }: { on: Day; today: Day; by: Actor; known: Known }): ClaimFacts => ({
  on: day, today, negotiating, arbiter: by, registrants: ['team2.member'], evidence: [{ documentId: paper, sha256: 'f00d' }],
  accepted: accepted === null ? null : { on: accepted, ...readAt },
  lastContact: contact === null || contact > day ? null : { on: contact, kind: 'call', ...readAt },
});

// The judge: who filed what in which order, and who holds it, from the events alone.
type Standing = { readonly leadId: string; content: string; filedOn: Day; unit: string; state: 'open' | 'held' | 'closed' | 'aside'; from: Day; until: Day; renewed: number };

function filings(past: readonly Event[]): readonly Standing[] {
  const all: Standing[] = [];
  const same: [string, string][] = [];
  const resolved = (content: string): string => same.reduce((key, [was, is]) => (key === was ? is : key), content);
  const mine = (leadId: string): Standing | undefined => all.findLast((filing) => filing.leadId === leadId);
  for (const { type, data, occurredOn } of past) {
    if (type === 'FilingLodged') all.push({ leadId: data.leadId, content: resolved(data.content), filedOn: occurredOn, unit: data.unit, state: 'open', from: '', until: '', renewed: 0 });
    if (type === 'FilingTransferred') Object.assign(mine(data.leadId)!, { unit: data.to });
    if (type === 'PriorFilingRecognised') {
      const own = all.filter(({ leadId }) => leadId === data.leadId);
      const others = all.filter(({ leadId }) => leadId !== data.leadId);
      const at = others.findIndex(({ leadId, state }) => leadId === data.precedes[0]!.leadId && (state === 'open' || state === 'held'));
      all.splice(0, all.length, ...others.slice(0, at), ...own, ...others.slice(at));
    }
    if (type === 'FilingSetAside') Object.assign(mine(data.leadId)!, { state: 'aside' });
    if (type === 'FilingRestored') Object.assign(mine(data.leadId)!, { state: data.standing === 'open' ? 'open' : 'held' });
    if (type === 'DisputeArbitrated' && data.outcome === 'moved') Object.assign(mine(data.leadId)!, { unit: data.claimant.unit });
    if (type === 'ProtectionGranted') Object.assign(mine(data.leadId)!, { state: 'held', from: data.from, until: data.until });
    if (type === 'ProtectionRenewed') Object.assign(mine(data.leadId)!, { until: data.until, renewed: mine(data.leadId)!.renewed + 1 });
    if (type === 'FilingClosed' || type === 'ProtectionExpired' || type === 'ProtectionReleased') Object.assign(mine(data.leadId)!, { state: 'closed' });
    if (type !== 'ContentsMarkedSame') continue;
    same.push([data.was, data.content]);
    for (const filing of all) filing.content = resolved(filing.content);
  }
  return all;
}

/** The leads under dispute, each with the event that opened it. */
function disputesIn(past: readonly Event[]): ReadonlyMap<string, Event> {
  const open = new Map<string, Event>();
  for (const event of past) {
    if (event.type === 'LeadDisputed') open.set(event.data.leadId, event);
    if (event.type === 'DisputeArbitrated') open.delete(event.data.leadId);
  }
  return open;
}

const PRIOR = 'a filing goes before another that is first in the log only once, as older, on evidence, and after both were heard';
const QUIET = 'nothing of a disputed content is granted, and no disputed protection ends by rule or release';
const ARBITER = 'a dispute is ruled on once, by somebody of neither side, with all of the credit and no more';
const ONE = 'one protection at a time stands for a content, also after contents were marked the same';
const FIRST = 'the earliest open filing of a content is protected, and who overtakes it gives a reason that names it';
const STANDS = 'a protection is renewed, released or expires only while it stands';
const RENEWAL = 'a protection is renewed once, before it lapses, on evidence of a contact since the grant';
const ACCEPTED = 'a protection is granted only to a lead that was accepted by that day';
const EXPIRY = 'a protection expires the day after its last, when that day has passed, and never under a negotiation';
const FILING = 'nothing happens to a filing before the day it was lodged';
type Sentence = Rule<ClaimEvent, ClaimCommand, Known>;
const standing = (past: readonly Event[], leadId: string): Standing | undefined => filings(past).findLast((filing) => filing.leadId === leadId);

deciderProperties({
  name: 'the claim of a firm',
  decider: claimDecider,
  types: claimEvents,
  noise: fc.record({ command, by: fc.constantFrom(office, office, { account: 'team1.lead', unit: 'team1', role: 'leader' }, { account: 'leader', unit: null, role: 'leader' }), known }),
  way: [
    [usual(lodge(a))], [usual(lodge(b)), usual(lodge(b, 'y'))], [usual(grant(a)), usual(grant(b)), usual(grant(b, '投资方指定'))],
    [usual({ type: 'RenewProtection', leadId: a }), usual({ type: 'MarkSameContent', leadId: a, sameAs: b, reason: '同一项目' }), usual(grant(b))],
    [usual({ type: 'RecognisePriorFiling', leadId: b, filedOn: '2025-11-01', evidence: [paper], heard: ['team1', 'team2', 'squad01'].map((unit) => ({ unit, on: '2026-01-01' })), precedes: [a], grounds: '纸质台账' })],
    [usual({ type: 'DisputeLead', leadId: a, claimant: { leadId: b, unit: 'team2' }, grounds: '我方在先', evidence: [] })],
    [usual(grant(b)), usual({ type: 'ExpireProtection', leadId: a })],
    [{ command: { type: 'ArbitrateDispute', leadId: a, ruling: { outcome: 'moved' }, reasons: '以日志为准' }, by: { account: 'leader', unit: null, role: 'leader' }, known: USUAL }],
    [usual({ type: 'ExpireProtection', leadId: a }), usual({ type: 'RenewProtection', leadId: a })],
  ],
  facts,
  rules: {
    [ONE]: ((event, past) => {
      const held = filings([...past, event]).filter(({ state }) => state === 'held').map(({ content }) => content);
      return held.length === 0 ? undefined : new Set(held).size === held.length;
    }) satisfies Sentence,
    [FIRST]: on(['ProtectionGranted'], ({ data }, past) => {
      const all = filings(past);
      const at = all.findLastIndex(({ leadId }) => leadId === data.leadId);
      const earlier = all.slice(0, at).filter(({ state, content }) => state === 'open' && content === all[at]!.content).map(({ leadId }) => leadId);
      return JSON.stringify(earlier) === JSON.stringify(data.overtook?.leadIds ?? []);
    }),
    [STANDS]: on(['ProtectionGranted', 'ProtectionRenewed', 'ProtectionReleased', 'ProtectionExpired', 'FilingClosed'], ({ type, data }, past) =>
      standing(past, data.leadId)?.state === (type === 'ProtectionGranted' || type === 'FilingClosed' ? 'open' : 'held')),
    [RENEWAL]: on(['ProtectionRenewed'], ({ data, occurredOn }, past) => {
      const before = standing(past, data.leadId)!;
      return before.renewed === 0 && occurredOn <= before.until && data.contact.on >= before.from && data.contact.on <= occurredOn && data.until > before.until;
    }),
    [ACCEPTED]: on(['ProtectionGranted'], ({ occurredOn, data }, _past, { known: { accepted } }) => accepted !== null && accepted <= occurredOn && data.triage.on === accepted && data.from === occurredOn),
    [EXPIRY]: on(['ProtectionExpired'], ({ data, occurredOn }, past, { today, known: { negotiating } }) => data.until < today && occurredOn === addDays(data.until, 1) && standing(past, data.leadId)!.until === data.until && !negotiating),
    [FILING]: on(['FilingTransferred', 'FilingClosed', 'ProtectionGranted', 'ProtectionRenewed', 'ProtectionReleased', 'ProtectionExpired'], ({ data, occurredOn }, past) => (standing(past, data.leadId)?.filedOn ?? '9999') <= occurredOn),
    [QUIET]: on(['ProtectionGranted', 'ProtectionExpired', 'ProtectionReleased'], ({ type, data }, past, { command: sent }) => {
      if (sent.type === 'CloseFiling') return undefined;
      const open = disputesIn(past);
      if (open.size === 0) return undefined;
      return type === 'ProtectionGranted' ? ![...open.keys()].some((leadId) => standing(past, leadId)!.content === data.content) : !open.has(data.leadId);
    }),
    'a dispute is over a filing that stands, with another unit, one at a time': on(['LeadDisputed'], ({ data }, past) => {
      const disputed = standing(past, data.leadId)!;
      return (disputed.state === 'open' || disputed.state === 'held') && disputed.unit === data.holder && data.claimant.unit !== data.holder && !disputesIn(past).has(data.leadId);
    }),
    [ARBITER]: on(['DisputeArbitrated'], ({ data, actor, occurredOn }, past) => {
      const opened = disputesIn(past).get(data.leadId);
      const { holder, claimant } = data.credit;
      return opened?.id === data.dispute && opened.occurredOn <= occurredOn && holder + claimant === 100 && (data.outcome !== 'shared' || (holder > 0 && claimant > 0))
        && opened.actor.account !== actor.account && ![data.holder, data.claimant.unit].includes(actor.unit ?? '');
    }),
    [PRIOR]: on(['PriorFilingRecognised'], ({ data, occurredOn }, past) => {
      const all = filings(past);
      const [own, other] = [data, data.precedes[0]!].map(({ leadId }) => all.findLastIndex((filing) => filing.leadId === leadId)) as [number, number];
      return other < own && all[other]!.content === all[own]!.content && data.filedOn < all[other]!.filedOn && data.evidence.length > 0
        && [data.unit, data.precedes[0]!.unit].every((unit) => data.heard.some((each) => each.unit === unit && each.on <= occurredOn))
        && !past.some((event) => event.type === 'PriorFilingRecognised' && event.data.leadId === data.leadId);
    }),
    'a filing is set aside while it stands, and restored from there alone': on(['FilingSetAside', 'FilingRestored'], ({ type, data }, past) => {
      const state = standing(past, data.leadId)?.state;
      return type === 'FilingRestored' ? state === 'aside' : state === 'open' || state === 'held';
    }),
    'a lead has one filing that stands': on(['FilingLodged'], ({ data }, past) => !filings(past).some(({ leadId, state }) => leadId === data.leadId && state !== 'closed')),
    'what is granted names its holder and its content as they are': on(['ProtectionGranted', 'ProtectionRenewed', 'ProtectionReleased', 'ProtectionExpired'], ({ data }, past) => {
      const { unit, content } = standing(past, data.leadId)!;
      return data.unit === unit && data.content === content;
    }),
    'no event happens on a day to come': ((event, _past, { today }) => event.occurredOn <= today) satisfies Sentence,
  },
  controls: [
    { without: 'prior.not-older', breaks: PRIOR, lie: ({ state, command: { leadId } }) => ({ state: { ...state, filings: state.filings.map((filing) => (filing.leadId === leadId ? filing : { ...filing, filedOn: '2030-01-01' })) } }) },
    { without: 'claim.disputed', breaks: QUIET, lie: ({ state }) => ({ state: { ...state, disputes: [] } }) },
    { without: 'dispute.arbiter-of-a-side', breaks: ARBITER, lie: ({ facts: asked }) => ({ facts: { ...asked, arbiter: { account: 'nobody', unit: null, role: 'leader' } } }) },
    { without: 'dispute.credit-split', breaks: ARBITER, instead: ({ command: sent, state }) => (sent.type === 'ArbitrateDispute' && sent.ruling.outcome === 'shared' ? state.disputes.filter(({ opened, ruling }) => opened.data.leadId === sent.leadId && !ruling).map(({ opened }) => ({ type: 'DisputeArbitrated' as const, data: { leadId: sent.leadId, dispute: opened.id, outcome: 'shared' as const, holder: opened.data.holder, claimant: opened.data.claimant, credit: (sent.ruling as { credit: { holder: number; claimant: number } }).credit, reasons: opened.data.grounds } })) : []) },
    { without: 'claim.already-protected', breaks: ONE, lie: ({ state }) => ({ state: { ...state, filings: state.filings.filter(({ status }) => status !== 'protected') } }) },
    { without: 'claim.both-protected', breaks: ONE, lie: ({ state }) => ({ state: { ...state, filings: state.filings.map((filing) => ({ ...filing, status: 'open' as const })) } }) },
    { without: 'claim.earlier-filing-open', breaks: FIRST, lie: ({ state, command: { leadId } }) => ({ state: { ...state, filings: state.filings.filter((filing) => filing.leadId === leadId) } }) },
    { without: 'claim.not-accepted', breaks: ACCEPTED, lie: ({ facts: asked }) => ({ facts: { ...asked, accepted: { on: asked.on, ...readAt } } }) },
    { without: 'claim.renewals-used', breaks: RENEWAL, lie: ({ state }) => ({ state: { ...state, filings: state.filings.map((filing) => ({ ...filing, protection: filing.protection && { ...filing.protection, renewals: 0 } })) } }) },
    { without: 'claim.no-contact-since-grant', breaks: RENEWAL, lie: ({ facts: asked, state }) => ({ facts: { ...asked, lastContact: { on: '2026-01-05', kind: 'call', ...readAt } }, state: { ...state, filings: state.filings.map((filing) => ({ ...filing, protection: filing.protection && { ...filing.protection, from: '2026-01-01' } })) } }) },
    { without: 'claim.protection-lapsed', breaks: RENEWAL, lie: ({ state }) => ({ state: { ...state, filings: state.filings.map((filing) => ({ ...filing, protection: filing.protection && { ...filing.protection, until: '2030-01-01' } })) } }) },
    { without: 'claim.not-yet-expired', breaks: EXPIRY, instead: ({ command: { leadId }, state }) => state.filings.filter((filing) => filing.leadId === leadId && filing.protection).map(({ unit, content, protection }) => ({ type: 'ProtectionExpired' as const, data: { leadId, unit, content, until: protection!.until } })) },
    { without: 'claim.not-protected', breaks: STANDS, instead: ({ command: { leadId } }) => [{ type: 'ProtectionReleased' as const, data: { leadId, unit: 'team1', content: 'x', code: 'other' as const } }] },
  ],
});
