import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isRefusal } from '#event-store';
import { addDays } from '#measures';
import { clear } from '#vault';
import { foldOf, given, happened, type Past, refused } from '../../event-store/src/testing.ts';
import { type ClaimCommand, claimDecider, type ClaimFacts, type ClaimState, filingOf } from './claim.decider.ts';
import { type ClaimEvent, claimEvents } from './claim.events.ts';
import { claimSettingsOn } from './claim.settings.ts';
import { contentKey } from './content-key.ts';

const [a, b, c] = ['1', '2', '3'].map((digit) => `0000000${digit}-0000-4000-8000-000000000000`) as [string, string, string];
const filed = (leadId: string, unit: string, content = 'x', on = '2026-01-05'): Past<ClaimEvent> => ({ type: 'FilingLodged', occurredOn: on, data: { leadId, unit, content, title: content } });
const granted = (leadId: string, unit: string, more: { content?: string; until?: string } = {}): Past<ClaimEvent> => ({
  type: 'ProtectionGranted', occurredOn: '2026-01-10',
  data: { leadId, unit, content: 'x', from: '2026-01-10', until: '2026-04-10', settings: '2021-01-01', triage: { outcome: 'accept', on: '2026-01-08', revision: 3 }, ...more },
});
const renewed: Past<ClaimEvent> = { type: 'ProtectionRenewed', data: { leadId: a, unit: 'team1', content: 'x', until: '2026-07-09', settings: '2021-01-01', contact: { on: '2026-02-01', kind: 'visit', revision: 5 } } };
const released: Past<ClaimEvent> = { type: 'ProtectionReleased', data: { leadId: a, unit: 'team1', content: 'x', code: 'no-progress' } };
const closed = (leadId: string): Past<ClaimEvent> => ({ type: 'FilingClosed', data: { leadId, code: 'withdrawn' } });
const same: Past<ClaimEvent> = { type: 'ContentsMarkedSame', data: { leadId: b, sameAs: a, content: 'x', was: 'y', reason: clear('同一项目') } };

const accepted = { on: '2026-01-08', revision: 3 };
const facts = (more: Partial<ClaimFacts> = {}): ClaimFacts => ({ on: '2026-01-10', today: '2026-01-10', accepted, ...more });
const grant = (leadId: string, overtakeReason?: string): ClaimCommand => ({ type: 'GrantProtection', leadId, ...(overtakeReason !== undefined && { overtakeReason }) });

describe('granting a protection', () => {
  it('protects the earliest open filing for the configured days, and records the acceptance it rests on', () => {
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2')).when(grant(a), facts())
      .then({ type: 'ProtectionGranted', data: { leadId: a, unit: 'team1', content: 'x', from: '2026-01-10', until: '2026-04-10', settings: '2021-01-01', triage: { outcome: 'accept', ...accepted } } });
  });

  it('is refused to a later filing while an earlier one is open, whichever was triaged first, and tells whose it is', () => {
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2', 'x', '2025-12-01')).when(grant(b), facts()).then(refused('claim.earlier-filing-open', { leadId: a, unit: 'team1', filedOn: '2026-01-05' }));
  });

  it('overtakes earlier filings for a reason, which both sides can read', () => {
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2'), filed(c, 'team3')).when(grant(c, '投资方指定'), facts())
      .then({ type: 'ProtectionGranted', data: { leadId: c, overtook: { leadIds: [a, b], reason: clear('投资方指定') } } });
    const overtaking = granted(b, 'team2');
    const { state } = given(claimDecider, filed(a, 'team1'), filed(b, 'team2'), { ...overtaking, data: { ...overtaking.data, overtook: { leadIds: [a], reason: clear('投资方指定') } } } as Past<ClaimEvent>);
    expect(filingOf(state, a)).toMatchObject({ status: 'open', overtakenBy: { unit: 'team2', data: { overtook: { reason: clear('投资方指定') } } } });
  });

  it('takes no reason for overtaking nobody', () => {
    given(claimDecider, filed(a, 'team1')).when(grant(a, '投资方指定'), facts()).then(refused('claim.nothing-to-overtake'));
  });

  it('passes to the next filing when the earlier one is closed', () => {
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2'), closed(a)).when(grant(b), facts()).then({ type: 'ProtectionGranted', data: { leadId: b } });
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2'), granted(a, 'team1'), released).when(grant(b), facts()).then({ type: 'ProtectionGranted', data: { leadId: b } });
  });

  it('is refused while another filing of the content is protected, even for a reason', () => {
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2'), granted(a, 'team1')).when(grant(b, '投资方指定'), facts()).then(refused('claim.already-protected', { unit: 'team1', until: '2026-04-10' }));
  });

  it('leaves other contents of the same firm alone', () => {
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2', 'y'), granted(a, 'team1')).when(grant(b), facts()).then({ type: 'ProtectionGranted', data: { leadId: b, content: 'y' } });
  });

  it('is for accepted leads only, and not before the acceptance happened', () => {
    given(claimDecider, filed(a, 'team1')).when(grant(a), facts({ accepted: null })).then(refused('claim.not-accepted'));
    given(claimDecider, filed(a, 'team1')).when(grant(a), facts({ on: '2026-01-07' })).then(refused('claim.not-accepted'));
  });

  it('is for filings that stand', () => {
    given(claimDecider).when(grant(a), facts()).then(refused('claim.unknown-filing'));
    given(claimDecider, filed(a, 'team1'), closed(a)).when(grant(a), facts()).then(refused('claim.filing-closed'));
    given(claimDecider, filed(a, 'team1'), granted(a, 'team1')).when(grant(a), facts()).then(refused('claim.protected-already'));
    given(claimDecider, filed(a, 'team1')).when(grant(a), facts({ on: '2026-01-04' })).then(refused('claim.before-filing'));
  });
});

describe('renewing a protection', () => {
  const renew: ClaimCommand = { type: 'RenewProtection', leadId: a };
  const lastContact = { on: '2026-02-01', kind: 'visit', revision: 5 };

  it('adds the configured days to the last day, on evidence of a two-way contact since the grant', () => {
    given(claimDecider, filed(a, 'team1'), granted(a, 'team1')).when(renew, facts({ on: '2026-04-01', lastContact })).then({ type: 'ProtectionRenewed', data: { until: '2026-07-09', contact: lastContact } });
  });

  it('is refused without such a contact, or with one from before the grant', () => {
    given(claimDecider, filed(a, 'team1'), granted(a, 'team1')).when(renew, facts({ on: '2026-04-01', lastContact: null })).then(refused('claim.no-contact-since-grant', { since: '2026-01-10' }));
    given(claimDecider, filed(a, 'team1'), granted(a, 'team1')).when(renew, facts({ on: '2026-04-01', lastContact: { ...lastContact, on: '2026-01-09' } })).then(refused('claim.no-contact-since-grant'));
  });

  it('happens once', () => {
    given(claimDecider, filed(a, 'team1'), granted(a, 'team1'), renewed).when(renew, facts({ on: '2026-04-01', lastContact })).then(refused('claim.renewals-used', { renewals: 1 }));
  });

  it('is refused when the last day has passed, and for what is not protected', () => {
    given(claimDecider, filed(a, 'team1'), granted(a, 'team1')).when(renew, facts({ on: '2026-04-11', lastContact })).then(refused('claim.protection-lapsed'));
    given(claimDecider, filed(a, 'team1')).when(renew, facts({ lastContact })).then(refused('claim.not-protected'));
  });
});

describe('the end of a protection', () => {
  it('comes by rule on the day after the last, and not before', () => {
    given(claimDecider, filed(a, 'team1'), granted(a, 'team1')).when({ type: 'ExpireProtection', leadId: a }, facts({ today: '2026-04-10' })).then(refused('claim.not-yet-expired', { until: '2026-04-10' }));
    given(claimDecider, filed(a, 'team1'), granted(a, 'team1')).when({ type: 'ExpireProtection', leadId: a }, facts({ today: '2026-04-15' })).then({ type: 'ProtectionExpired', occurredOn: '2026-04-11', data: { leadId: a, unit: 'team1', content: 'x', until: '2026-04-10' } });
  });

  it('comes by release, with a code', () => {
    given(claimDecider, filed(a, 'team1'), granted(a, 'team1')).when({ type: 'ReleaseProtection', leadId: a, code: 'no-progress' }, facts()).then(released);
    given(claimDecider, filed(a, 'team1')).when({ type: 'ReleaseProtection', leadId: a, code: 'no-progress' }, facts()).then(refused('claim.not-protected'));
  });

  it('does not come while a negotiation is open', () => {
    for (const command of [{ type: 'ExpireProtection', leadId: a }, { type: 'ReleaseProtection', leadId: a, code: 'other' }] as const) {
      given(claimDecider, filed(a, 'team1'), granted(a, 'team1')).when(command, facts({ today: '2026-06-01', negotiating: true })).then(refused('claim.negotiation-open'));
    }
  });

  it('comes with the end of the lead', () => {
    given(claimDecider, filed(a, 'team1'), granted(a, 'team1')).when({ type: 'CloseFiling', leadId: a, code: 'lost' }, facts()).then({ type: 'ProtectionReleased', data: { code: 'lost' } });
    given(claimDecider, filed(a, 'team1')).when({ type: 'CloseFiling', leadId: a, code: 'lost' }, facts()).then({ type: 'FilingClosed', data: { leadId: a, code: 'lost' } });
    given(claimDecider, filed(a, 'team1'), closed(a)).when({ type: 'CloseFiling', leadId: a, code: 'lost' }, facts()).then(refused('claim.filing-closed'));
  });
});

describe('a filing', () => {
  it('is lodged once per lead, and again only after it closed, at the end of the queue', () => {
    const again: ClaimCommand = { type: 'LodgeFiling', leadId: a, unit: 'team3', content: 'x', title: 'x' };
    given(claimDecider, filed(a, 'team1')).when(again, facts()).then(refused('claim.already-filed'));
    given(claimDecider, filed(a, 'team1'), closed(a)).when(again, facts()).then({ type: 'FilingLodged', data: { unit: 'team3' } });
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2'), closed(a), filed(a, 'team3')).when(grant(a), facts()).then(refused('claim.earlier-filing-open', { leadId: b }));
  });

  it('keeps its place and its protection when its lead is transferred', () => {
    const moved: Past<ClaimEvent> = { type: 'FilingTransferred', data: { leadId: a, from: 'team1', to: 'team9' } };
    given(claimDecider, filed(a, 'team1')).when({ type: 'TransferFiling', leadId: a, to: 'team9' }, facts()).then(moved);
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2'), moved).when(grant(b), facts()).then(refused('claim.earlier-filing-open', { unit: 'team9' }));
    expect(filingOf(given(claimDecider, filed(a, 'team1'), granted(a, 'team1'), moved).state, a)).toMatchObject({ unit: 'team9', status: 'protected' });
  });
});

describe('marking two filings as the same content', () => {
  const mark: ClaimCommand = { type: 'MarkSameContent', leadId: b, sameAs: a, reason: '同一项目' };

  it('puts them in one queue, and those filed later under either name too', () => {
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2', 'y')).when(mark, facts()).then(same);
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2', 'y'), same).when(grant(b), facts()).then(refused('claim.earlier-filing-open', { leadId: a }));
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2', 'y'), same, filed(c, 'team3', 'y')).when(grant(c), facts()).then(refused('claim.earlier-filing-open', { leadId: a }));
  });

  it('follows a chain of such marks', () => {
    const further: Past<ClaimEvent> = { type: 'ContentsMarkedSame', data: { leadId: a, sameAs: c, content: 'z', was: 'x', reason: clear('同一项目') } };
    const { state } = given(claimDecider, filed(a, 'team1'), filed(b, 'team2', 'y'), filed(c, 'team3', 'z'), same, further, filed(a, 'team4', 'y'));
    expect(state.filings.map(({ content }) => content)).toEqual(['z', 'z', 'z', 'z']);
  });

  it('is refused when both are protected, when they are the same already, and for a filing of another firm', () => {
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2', 'y'), granted(a, 'team1'), granted(b, 'team2', { content: 'y' })).when(mark, facts()).then(refused('claim.both-protected', { leadIds: [b, a] }));
    given(claimDecider, filed(a, 'team1'), filed(b, 'team2')).when(mark, facts()).then(refused('claim.same-content-already'));
    given(claimDecider, filed(b, 'team2')).when(mark, facts()).then(refused('claim.unknown-filing', { leadId: a }));
  });
});

describe('the content of a filing', () => {
  it('is its title without punctuation and the words every title has', () => {
    expect(contentKey({ title: '新建 年产1万吨·碳纤维 项目', content: '甲' })).toBe(contentKey({ title: '年产１万吨碳纤维建设项目', content: '乙' }));
    expect(contentKey({ title: '碳纤维二期项目', content: '甲' })).not.toBe(contentKey({ title: '碳纤维一期项目', content: '甲' }));
  });

  it('is the content when the title says nothing', () => {
    expect(contentKey({ title: '建设项目', content: '碳纤维生产线' })).toBe('碳纤维生产线');
    expect(contentKey({ title: '项目', content: '！' })).toBe('项目');
  });
});

describe('the settings of protection', () => {
  it('are those in force on the day', () => {
    const table = [{ ...claimSettingsOn('2022-01-01'), protectionDays: 90 }, { ...claimSettingsOn('2022-01-01'), effectiveFrom: '2027-01-01', protectionDays: 60 }] as const;
    expect(['2020-01-01', '2026-12-31', '2027-01-01'].map((on) => claimSettingsOn(on, table).protectionDays)).toEqual([90, 90, 60]);
  });
});

const leadId = fc.constantFrom(a, b, c);
const reason = fc.constantFrom(undefined, '投资方指定');
const anyCommand: fc.Arbitrary<ClaimCommand> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('LodgeFiling' as const), leadId, unit: fc.constantFrom('team1', 'team2'), content: fc.constantFrom('x', 'y', 'z'), title: fc.constant('t') }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('GrantProtection' as const), leadId, overtakeReason: reason }) },
  fc.record({ type: fc.constant('RenewProtection' as const), leadId }),
  fc.record({ type: fc.constant('ExpireProtection' as const), leadId }),
  fc.record({ type: fc.constant('ReleaseProtection' as const), leadId, code: fc.constant('other' as const) }),
  fc.record({ type: fc.constant('TransferFiling' as const), leadId, to: fc.constantFrom('team1', 'team2') }),
  fc.record({ type: fc.constant('CloseFiling' as const), leadId, code: fc.constantFrom('rejected' as const, 'lost' as const) }),
  fc.record({ type: fc.constant('MarkSameContent' as const), leadId, sameAs: leadId, reason: fc.constant('同一项目') }),
);
/** Days between commands, now and then a back-dated one; facts that mostly allow what is commanded. */
const anyStep = fc.record({ command: anyCommand, passed: fc.integer({ min: 0, max: 30 }), late: fc.constantFrom(0, 0, 0, 20), accepted: fc.constantFrom(true, true, true, false), contacted: fc.boolean(), negotiating: fc.constantFrom(false, false, false, true) });
const steps = fc.array(anyStep, { minLength: 1, maxLength: 60, size: 'max' }).map((given) => {
  let today = '2026-01-01';
  return given.map(({ command, passed, late, accepted: isAccepted, contacted, negotiating }): readonly [ClaimCommand, ClaimFacts] => {
    today = addDays(today, passed);
    const on = addDays(today, -late);
    return [command, { on, today, negotiating, accepted: isAccepted ? { on: '2026-01-01', revision: 3 } : null, lastContact: contacted ? { on, kind: 'visit', revision: 4 } : null }];
  });
});

/** Gives the commands one after another; answers the events that came of them and the state they led to live. */
function live(commands: readonly (readonly [ClaimCommand, ClaimFacts])[], check: (state: ClaimState, events: readonly ClaimEvent[]) => void = () => undefined): { state: ClaimState; events: ClaimEvent[] } {
  const events: ClaimEvent[] = [];
  let state = claimDecider.initial;
  for (const [command, factsOfIt] of commands) {
    const before = structuredClone(state);
    const answer = claimDecider.decide(command, state, factsOfIt);
    expect(state).toEqual(before);
    if (isRefusal(answer)) continue;
    for (const event of answer) state = claimDecider.evolve(state, happened<ClaimEvent>({ ...event, occurredOn: event.occurredOn ?? factsOfIt.on }, events.push({ ...event, occurredOn: event.occurredOn ?? factsOfIt.on }) - 1));
    check(state, answer);
  }
  return { state, events };
}

describe('whatever is commanded', () => {
  it('never two protections of one content are active', () => {
    let protectedOnce = 0;
    fc.assert(fc.property(steps, (commands) => {
      live(commands, ({ filings }) => {
        const contents = filings.filter(({ status }) => status === 'protected').map(({ content }) => content);
        protectedOnce += contents.length;
        expect(new Set(contents).size).toBe(contents.length);
      });
    }), { numRuns: 300, seed: 20261124 });
    expect(protectedOnce).toBeGreaterThan(500);
  });

  it('a protection goes past an earlier open filing only with a reason', () => {
    fc.assert(fc.property(steps, (commands) => {
      let before = claimDecider.initial;
      live(commands, (state, events) => {
        for (const event of events) {
          if (event.type !== 'ProtectionGranted') continue;
          const own = before.filings.findLastIndex((filing) => filing.leadId === event.data.leadId);
          const earlier = before.filings.slice(0, own).filter(({ content, status }) => content === event.data.content && status === 'open').map((filing) => filing.leadId);
          expect(event.data.overtook?.leadIds ?? []).toEqual(earlier);
        }
        before = state;
      });
    }), { numRuns: 200, seed: 20261124 });
  });

  it('replay leads to the live state, and every event fits its schema', () => {
    fc.assert(fc.property(steps, (commands) => {
      const { state, events } = live(commands);
      const stored = JSON.parse(JSON.stringify(events)) as ClaimEvent[];
      for (const event of stored) claimEvents[event.type].data.parse(event.data);
      expect(foldOf(claimDecider, stored)).toEqual(state);
    }), { numRuns: 200, seed: 20261124 });
  });
});
