import { describe, expect, it } from '@jest/globals';
import { clear } from '#vault';
import { foldOf, given, type Past, refused } from '../../event-store/src/testing.ts';
import { claimDecider, filingOf } from './claim.decider.ts';
import type { ClaimEvent } from './claim.events.ts';
import { type LeadCommand, leadDecider, type LeadFacts } from './lead.decider.ts';
import type { LeadEvent } from './lead.events.ts';
import type { MergeFacts } from './merge.rules.ts';

const [alias, survivor, firm, otherFirm] = ['a', 'b', 'e', 'f'].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`) as [string, string, string, string];
const registered: Past<LeadEvent> = { type: 'LeadRegistered', occurredOn: '2026-01-05', data: { enterpriseId: firm, investor: { name: '示例' }, title: '甲', content: '乙', kind: 'capital', source: 'fund', contentKey: 'x', unit: 'team1', origin: clear('丙'), blacklist: { listed: false, revision: 1 } } };
const accepted: Past<LeadEvent> = { type: 'LeadTriaged', occurredOn: '2026-01-06', data: { enterpriseId: firm, outcome: 'accept', checks: { duplicates: { found: 0, ordinal: 1 }, blacklist: { listed: false, revision: 1 } } } };
const merged: Past<LeadEvent> = { type: 'LeadMerged', occurredOn: '2026-02-01', data: { enterpriseId: firm, units: { survivor: 'team2', alias: 'team1' }, credit: { survivor: 60, alias: 40 }, into: survivor, basis: 'same-enterprise', survivorRevision: 4, reason: clear('同一项目') } };
const around: MergeFacts = { survivor: { status: 'triaged', unit: 'team2', enterpriseId: firm, revision: 4 }, disputed: false, signed: false, suggested: false, protectedAliasOnly: false };
const facts = (more: Partial<MergeFacts> | null = {}, rest: Partial<LeadFacts> = {}): LeadFacts => ({ on: '2026-02-01', actorUnit: null, merge: more && { ...around, ...more }, ...rest });
const merge = (more: object = {}): LeadCommand => ({ type: 'MergeLead', input: { into: survivor, credit: { survivor: 60, alias: 40 }, reason: '同一项目', ...more } });
const revert: LeadCommand = { type: 'RevertMerge', input: { reason: '并错了' } };

describe('a merge', () => {
  it('makes a lead an alias of a running survivor of the same firm, and states both units’ credit', () => {
    given(leadDecider, registered, accepted).when(merge(), facts()).then({ type: 'LeadMerged', data: merged.data });
  });

  it('of two firms needs a suggestion of the index', () => {
    const other = { survivor: { ...around.survivor, enterpriseId: otherFirm } };
    given(leadDecider, registered).when(merge(), facts(other)).then(refused('merge.not-suggested', { into: survivor }));
    given(leadDecider, registered).when(merge(), facts({ ...other, suggested: true })).then({ type: 'LeadMerged', data: { basis: 'suggestion' } });
  });

  it('touches neither a dispute nor a signed deal', () => {
    given(leadDecider, registered).when(merge(), facts({}, { disputed: true })).then(refused('lead.disputed'));
    given(leadDecider, registered).when(merge(), facts({ disputed: true })).then(refused('merge.survivor-disputed', { into: survivor }));
    given(leadDecider, registered).when(merge(), facts({ signed: true })).then(refused('merge.signed', { into: survivor }));
  });

  it('leaves the protected one, the one in talks and the one with aliases to survive', () => {
    const negotiating: Past<LeadEvent> = { type: 'NegotiationOpened', occurredOn: '2026-01-08', data: { enterpriseId: firm, investor: '示例', unit: 'team1', title: '甲', content: '乙', kind: 'capital', source: 'fund', needs: { workers: 3 }, protection: { from: '2026-01-06', until: '2026-04-06', revision: 1 }, twoWayContact: { on: '2026-01-06', kind: 'call', revision: 1 } } };
    given(leadDecider, registered, accepted).when(merge(), facts({ protectedAliasOnly: true })).then(refused('merge.alias-protected', { into: survivor }));
    given(leadDecider, registered, accepted, negotiating).when(merge(), facts()).then(refused('lead.deal-open', { command: 'MergeLead' }));
    const joined: Past<LeadEvent> = { type: 'AliasJoined', occurredOn: '2026-01-07', data: { alias: otherFirm, units: { survivor: 'team1', alias: 'team3' }, credit: { survivor: 100, alias: 0 } } };
    given(leadDecider, registered, joined).when(merge(), facts()).then(refused('merge.has-aliases', { aliases: [otherFirm] }));
    for (const status of ['merged', 'pool', 'rejected', 'ended'] as const) given(leadDecider, registered).when(merge(), facts({ survivor: { ...around.survivor, status } })).then(refused('merge.survivor-not-running', { status }));
  });

  it('splits all of the credit, and only among two units', () => {
    given(leadDecider, registered).when(merge({ credit: { survivor: 60, alias: 60 } }), facts()).then(refused('merge.credit-split', { sum: 120 }));
    given(leadDecider, registered).when(merge(), facts({ survivor: { ...around.survivor, unit: 'team1' } })).then(refused('merge.no-second-unit', { unit: 'team1' }));
    given(leadDecider, registered).when(merge(), facts(null)).then(refused('merge.unknown-survivor', { into: survivor }));
  });
});

describe('an alias', () => {
  it('takes no command of its own until the merge is reverted', () => {
    for (const command of [merge(), { type: 'WithdrawLead', input: { code: 'other' } }, { type: 'OfferTransfer', input: { to: 'team3', credit: { from: 50, to: 50 } } }] as const) {
      given(leadDecider, registered, accepted, merged).when(command, facts()).then(refused('lead.merged', { into: survivor }));
    }
  });

  it('stands again where it stood, unless the survivor was signed meanwhile', () => {
    given(leadDecider, registered, accepted, merged).when(revert, facts()).then({ type: 'MergeReverted', data: { enterpriseId: firm, from: survivor, reason: clear('并错了') } });
    given(leadDecider, registered, accepted, merged).when(revert, facts({ signed: true })).then(refused('merge.signed', { into: survivor }));
    given(leadDecider, registered, accepted, merged).when(revert, facts({}, { on: '2026-01-31' })).then(refused('lead.before-its-standing', { on: '2026-01-31', since: '2026-02-01' }));
    const back = foldOf(leadDecider, [registered, accepted, merged, { type: 'MergeReverted', occurredOn: '2026-02-03', data: { enterpriseId: firm, from: survivor, reason: clear('并错了') } }]);
    expect(back).toMatchObject({ status: 'triaged', unit: 'team1', merged: null, accepted: { on: '2026-01-06' } });
  });
});

describe('the filing of an alias', () => {
  const filed = (leadId: string, unit: string): Past<ClaimEvent> => ({ type: 'FilingLodged', occurredOn: '2026-01-05', data: { leadId, unit, content: 'x', title: 'x' } });
  const granted = (leadId: string, unit: string): Past<ClaimEvent> => ({ type: 'ProtectionGranted', occurredOn: '2026-01-10', data: { leadId, unit, content: 'x', from: '2026-01-10', until: '2026-04-10', settings: '2021-01-01', triage: { outcome: 'accept', on: '2026-01-08', revision: 3 } } });
  const aside: Past<ClaimEvent> = { type: 'FilingSetAside', occurredOn: '2026-02-01', data: { leadId: alias, into: survivor } };
  const on = { on: '2026-02-02', today: '2026-02-02', accepted: { on: '2026-01-08', revision: 3 } };

  it('stands in nobody’s way, and its protection neither counts nor runs out', () => {
    given(claimDecider, filed(alias, 'team1'), filed(survivor, 'team2'), aside).when({ type: 'GrantProtection', leadId: survivor }, on).then({ type: 'ProtectionGranted', data: { leadId: survivor } });
    given(claimDecider, filed(alias, 'team1'), granted(alias, 'team1'), filed(survivor, 'team2'), aside).when({ type: 'GrantProtection', leadId: survivor }, on).then({ type: 'ProtectionGranted', data: { leadId: survivor } });
    given(claimDecider, filed(alias, 'team1'), granted(alias, 'team1'), aside).when({ type: 'ExpireProtection', leadId: alias }, { ...on, today: '2026-06-01' }).then(refused('claim.filing-merged', { leadId: alias }));
  });

  it('comes back with its protection, or to the queue when another was protected meanwhile', () => {
    given(claimDecider, filed(alias, 'team1'), granted(alias, 'team1'), aside).when({ type: 'RestoreFiling', leadId: alias }, on).then({ type: 'FilingRestored', data: { leadId: alias, standing: 'protected' } });
    given(claimDecider, filed(alias, 'team1'), granted(alias, 'team1'), filed(survivor, 'team2'), aside, granted(survivor, 'team2')).when({ type: 'RestoreFiling', leadId: alias }, on).then({ type: 'FilingRestored', data: { leadId: alias, standing: 'open' } });
    given(claimDecider, filed(alias, 'team1')).when({ type: 'RestoreFiling', leadId: alias }, on).then(refused('claim.filing-stands', { leadId: alias }));
    expect(filingOf(foldOf(claimDecider, [filed(alias, 'team1'), granted(alias, 'team1'), aside, { type: 'FilingRestored', data: { leadId: alias, standing: 'open' } }]), alias)).toMatchObject({ status: 'open', protection: null });
  });
});
