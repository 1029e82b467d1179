import { describe, expect, it } from '@jest/globals';
import { given, type Past, refused, specDay } from '../../event-store/src/testing.ts';
import { clear } from '#vault';
import { type LeadCommand, leadDecider, type LeadFacts } from './lead.decider.ts';
import type { LeadData, LeadEvent } from './lead.events.ts';
import { leadRequirements, missingFor } from './lead.requirements.ts';
import { leadCommands, misfit, sentByPeople } from './lead.table.ts';

type Sent<T extends LeadCommand['type']> = Extract<LeadCommand, { type: T }>;

const enterpriseId = '5f0c1a52-6c1b-5b53-a1d7-2f8f35a4a001';
const clean = { known: true, blacklisted: null, revision: 4 };
const listed = { known: true, blacklisted: { ground: 'dishonesty', since: '2025-11-01' }, revision: 9 };
const facts = (more: Partial<LeadFacts> = {}): LeadFacts => ({ on: '2026-03-10', actorUnit: 'team1', enterprise: clean, duplicates: { found: 0, ordinal: 4 }, ...more });
const protection = { from: '2026-03-05', until: '2026-06-03', revision: 7 };
const twoWayContact = { on: '2026-03-08', kind: 'visit', revision: 8 };

const input: Sent<'RegisterLead'>['input'] = {
  investor: { name: '示例新材料有限公司', creditCode: '91350100M000100Y43' },
  title: '年产一万吨示例材料项目', content: '建设两条生产线', kind: 'capital', source: 'investor-referral', origin: '老客户介绍',
  contact: { name: '张三', phone: '13800001234' },
};
const registerLead = (more: Partial<typeof input> = {}): Sent<'RegisterLead'> => ({ type: 'RegisterLead', input: { ...input, ...more }, contactSubject: 'person-1' });
const { investor } = input;
const carried = { title: input.title, content: input.content, kind: 'capital', source: 'investor-referral' } as const;
const registered: Past<LeadEvent> = {
  type: 'LeadRegistered', occurredOn: specDay, actor: { account: 'team1.member', unit: 'team1' },
  data: { ...carried, enterpriseId, investor: { name: investor.name }, contentKey: '年产一万吨示例材料', unit: 'team1', origin: clear('老客户介绍'), blacklist: { listed: false, revision: 4 } },
};
const checks = { duplicates: { found: 0, ordinal: 4 }, blacklist: { listed: false, revision: 4 } };
const accepted: Past<LeadEvent> = { type: 'LeadTriaged', occurredOn: '2026-03-04', data: { enterpriseId, outcome: 'accept', checks } };
const rejected: Past<LeadEvent> = { type: 'LeadTriaged', data: { enterpriseId, outcome: 'reject', reason: { code: 'duplicate', text: clear('重复') }, checks } };
const offered: Past<LeadEvent> = { type: 'LeadTransferOffered', data: { from: 'team1', to: 'team2', credit: { from: 40, to: 60 } } };
const opened: Past<LeadEvent> = {
  type: 'NegotiationOpened',
  data: { ...carried, enterpriseId, investor: investor.name, unit: 'team1', needs: { workers: 20 }, protection, twoWayContact },
};
const pooled: Past<LeadEvent> = { type: 'LeadReturnedToPool', data: { from: 'team1', cause: 'expired' } };
const openNegotiation: Sent<'OpenNegotiation'> = { type: 'OpenNegotiation', input: { needs: { landCentiMu: 3750, other: '双回路供电' } } };

describe('registering a lead', () => {
  it('files it for the actor’s unit, with the firm’s id derived from its credit code', () => {
    given(leadDecider).when(registerLead(), facts()).then({ type: 'LeadRegistered', data: { unit: 'team1', investor: { name: investor.name, creditCode: '91350100M000100Y43' }, contentKey: '年产一万吨示例材料' } });
    const [one, other] = ['甲有限公司', '乙有限公司'].map((name) => given(leadDecider).when(registerLead({ investor: { ...investor, name } }), facts()).answer) as [LeadEvent[], LeadEvent[]];
    expect((one[0]?.data as LeadData<'LeadRegistered'>).enterpriseId).toBe((other[0]?.data as LeadData<'LeadRegistered'>).enterpriseId);
  });

  it('keeps the contact under a subject of its own, and where it comes from as a secret of the entry', () => {
    given(leadDecider).when(registerLead(), facts()).then({ type: 'LeadRegistered', data: { origin: clear('老客户介绍'), contact: { name: clear('张三', 'person-1'), phone: clear('13800001234', 'person-1') } } });
  });

  it('is refused with a credit code of a wrong shape', () => {
    given(leadDecider).when(registerLead({ investor: { name: '甲', creditCode: '9135010' } }), facts()).then(refused('lead.credit-code-shape', { reason: 'length' }));
  });

  it('is refused when the check digit fails, with the digit expected', () => {
    given(leadDecider).when(registerLead({ investor: { name: '甲', creditCode: '91350100M000100Y44' } }), facts()).then(refused('lead.credit-code-check-digit', { expected: '3' }));
  });

  it('takes a failing check digit that a person confirmed, and keeps that it was', () => {
    given(leadDecider).when(registerLead({ investor: { name: '甲乙', creditCode: '91350100M000100Y44', confirmCheckDigit: true } }), facts())
      .then({ type: 'LeadRegistered', data: { investor: { name: '甲乙', creditCode: '91350100M000100Y44', checkDigitConfirmed: true } } });
  });

  it('is refused for a blacklisted firm, unless the override is reasoned', () => {
    given(leadDecider).when(registerLead(), facts({ enterprise: listed })).then(refused('lead.investor-blacklisted', { ground: 'dishonesty', since: '2025-11-01' }));
    given(leadDecider).when(registerLead({ overrideReason: '已整改' }), facts({ enterprise: listed }))
      .then({ type: 'LeadRegistered', data: { blacklist: { listed: true, ground: 'dishonesty', since: '2025-11-01', revision: 9, override: clear('已整改') } } });
  });

  it('is refused when the blacklist could not be read', () => {
    given(leadDecider).when(registerLead(), facts({ enterprise: undefined })).then(refused('lead.blacklist-unchecked'));
  });

  it('takes a firm by id only when that firm is registered', () => {
    const named = registerLead({ investor: { name: '甲乙', enterpriseId } });
    given(leadDecider).when(named, facts()).then({ type: 'LeadRegistered', data: { enterpriseId } });
    given(leadDecider).when(named, facts({ enterprise: { known: false, blacklisted: null, revision: 0 } })).then(refused('lead.unknown-enterprise'));
  });

  it('is for one’s own unit; the office names the unit', () => {
    given(leadDecider).when(registerLead({ unit: 'team2' }), facts()).then(refused('lead.other-unit', { unit: 'team2' }));
    given(leadDecider).when(registerLead(), facts({ actorUnit: null })).then(refused('lead.unit-missing'));
    given(leadDecider).when(registerLead({ unit: 'team2' }), facts({ actorUnit: null })).then({ type: 'LeadRegistered', data: { unit: 'team2' } });
  });

  it('happens once', () => {
    given(leadDecider, registered).when(registerLead(), facts()).then(refused('lead.not-at-this-stage'));
  });

  it('keeps the reason of a late entry', () => {
    given(leadDecider).when(registerLead({ lateReason: '补录' }), facts()).then({ type: 'LeadRegistered', data: { lateReason: clear('补录') } });
  });
});

describe('triage', () => {
  it('accepts, and records that duplicates and blacklist were checked, and as of what', () => {
    given(leadDecider, registered).when({ type: 'TriageLead', input: { outcome: 'accept' } }, facts({ duplicates: { found: 2, ordinal: 11 } }))
      .then({ type: 'LeadTriaged', data: { outcome: 'accept', checks: { duplicates: { found: 2, ordinal: 11 }, blacklist: { listed: false, ground: undefined, since: undefined, revision: 4 } } } });
  });

  it('is refused when a check did not run', () => {
    given(leadDecider, registered).when({ type: 'TriageLead', input: { outcome: 'accept' } }, facts({ duplicates: null })).then(refused('lead.duplicates-unchecked'));
    given(leadDecider, registered).when({ type: 'TriageLead', input: { outcome: 'accept' } }, facts({ enterprise: undefined })).then(refused('lead.blacklist-unchecked'));
  });

  it('accepts a firm that came on the blacklist only with a reason; rejecting it needs no override', () => {
    given(leadDecider, registered).when({ type: 'TriageLead', input: { outcome: 'accept' } }, facts({ enterprise: listed })).then(refused('lead.investor-blacklisted'));
    given(leadDecider, registered).when({ type: 'TriageLead', input: { outcome: 'reject', code: 'investor-unfit', text: '失信' } }, facts({ enterprise: listed }))
      .then({ type: 'LeadTriaged', data: { outcome: 'reject', reason: { code: 'investor-unfit', text: clear('失信') } } });
  });

  it('refers to another unit, which then holds the lead and awaits triage anew', () => {
    const referred: Past<LeadEvent> = { type: 'LeadTriaged', data: { enterpriseId, outcome: 'refer', unit: 'squad01', checks } };
    given(leadDecider, registered).when({ type: 'TriageLead', input: { outcome: 'refer', unit: 'squad01' } }, facts()).then({ type: 'LeadTriaged', data: { outcome: 'refer', unit: 'squad01' } });
    given(leadDecider, registered).when({ type: 'TriageLead', input: { outcome: 'refer', unit: 'team1' } }, facts()).then(refused('lead.refer-to-self'));
    expect(given(leadDecider, registered, referred).state).toMatchObject({ status: 'registered', unit: 'squad01' });
  });

  it('happens once, and not before the registration happened', () => {
    given(leadDecider, registered, accepted).when({ type: 'TriageLead', input: { outcome: 'accept' } }, facts()).then(refused('lead.not-at-this-stage', { status: 'triaged' }));
    given(leadDecider, registered).when({ type: 'TriageLead', input: { outcome: 'accept' } }, facts({ on: '2026-03-01' })).then(refused('lead.before-registration', { registeredOn: specDay }));
  });
});

describe('a transfer', () => {
  const offer = (to: string, from: number, toShare: number): LeadCommand => ({ type: 'OfferTransfer', input: { to, credit: { from, to: toShare } } });

  it('is offered to another unit with a credit split of 100 percent', () => {
    given(leadDecider, registered, accepted).when(offer('team2', 40, 60), facts()).then({ type: 'LeadTransferOffered', data: { from: 'team1', to: 'team2', credit: { from: 40, to: 60 } } });
    given(leadDecider, registered).when(offer('team2', 40, 61), facts()).then(refused('lead.credit-split', { sum: 101 }));
    given(leadDecider, registered).when(offer('team1', 40, 60), facts()).then(refused('lead.transfer-to-self'));
    given(leadDecider, registered, offered).when(offer('team3', 40, 60), facts()).then(refused('lead.transfer-pending', { to: 'team2' }));
  });

  it('moves the lead when the receiver accepts, and keeps its stage and history', () => {
    given(leadDecider, registered, accepted, offered).when({ type: 'AcceptTransfer', input: {} }, facts()).then({ type: 'LeadTransferAccepted', data: { enterpriseId, from: 'team1', to: 'team2', credit: { from: 40, to: 60 } } });
    const moved: Past<LeadEvent> = { type: 'LeadTransferAccepted', data: { enterpriseId, from: 'team1', to: 'team2', credit: { from: 40, to: 60 } } };
    const { state } = given(leadDecider, registered, accepted, offered, moved);
    expect(state).toMatchObject({ status: 'triaged', unit: 'team2', offer: null, accepted: { on: '2026-03-04' }, transfers: [{ from: 'team1', to: 'team2', credit: { from: 40, to: 60 } }] });
    expect(state.entries.map(({ type }) => type)).toEqual(['LeadTriaged', 'LeadTransferOffered', 'LeadTransferAccepted']);
    expect(state.registered?.data.unit).toBe('team1');
  });

  it('changes nothing when the receiver declines, which takes a reason', () => {
    given(leadDecider, registered, offered).when({ type: 'DeclineTransfer', input: { reason: '无对口产业' } }, facts()).then({ type: 'LeadTransferDeclined', data: { from: 'team1', to: 'team2', reason: clear('无对口产业') } });
    expect(given(leadDecider, registered, offered, { type: 'LeadTransferDeclined', data: { from: 'team1', to: 'team2', reason: clear('否') } }).state).toMatchObject({ unit: 'team1', offer: null });
  });

  it('cannot be answered when none is offered', () => {
    given(leadDecider, registered).when({ type: 'AcceptTransfer', input: {} }, facts()).then(refused('lead.no-transfer-offered'));
    const lateOffer: Past<LeadEvent> = { ...offered, occurredOn: '2026-03-09' };
    given(leadDecider, registered, accepted, lateOffer).when({ type: 'AcceptTransfer', input: {} }, facts({ on: '2026-03-08' })).then(refused('lead.before-its-standing', { since: '2026-03-09' }));
    given(leadDecider, registered).when({ type: 'DeclineTransfer', input: { reason: '否' } }, facts()).then(refused('lead.no-transfer-offered'));
  });

  it('follows the deal once one is open', () => {
    given(leadDecider, registered, accepted, opened).when(offer('team2', 50, 50), facts()).then(refused('lead.deal-open'));
    given(leadDecider, registered, accepted, opened).when({ type: 'FollowDealTransfer', input: { from: 'team1', to: 'team2', credit: { from: 50, to: 50 } } }, facts()).then({ type: 'LeadTransferAccepted', data: { to: 'team2' } });
  });
});

describe('a lead whose deal is open', () => {
  const ended: Past<LeadEvent> = { type: 'NegotiationEnded', data: { enterpriseId, outcome: 'lost' } };

  it('ends with its deal, and comes back when the deal is reopened', () => {
    given(leadDecider, registered, accepted, opened).when({ type: 'EndNegotiation', input: { outcome: 'lost' } }, facts()).then(ended as LeadEvent);
    given(leadDecider, registered, accepted, opened, ended).when({ type: 'EndNegotiation', input: { outcome: 'lost' } }, facts()).then(refused('lead.not-at-this-stage'));
    given(leadDecider, registered, accepted, opened, ended).when({ type: 'ResumeNegotiation' }, facts()).then({ type: 'NegotiationResumed', data: { enterpriseId, unit: 'team1', contentKey: '年产一万吨示例材料' } });
    given(leadDecider, registered, accepted).when({ type: 'ResumeNegotiation' }, facts()).then(refused('lead.not-at-this-stage'));
  });
});

describe('the end of a lead', () => {
  it('is a withdrawal or a loss with its code, destination and competitor', () => {
    given(leadDecider, registered, accepted).when({ type: 'WithdrawLead', input: { code: 'duplicate' } }, facts()).then({ type: 'LeadWithdrawn', data: { enterpriseId, code: 'duplicate' } });
    given(leadDecider, registered).when({ type: 'LoseLead', input: { code: 'went-elsewhere', destination: '示例市', competitor: '示例开发区', text: '地价低' } }, facts())
      .then({ type: 'LeadLost', data: { enterpriseId, code: 'went-elsewhere', destination: '示例市', competitor: '示例开发区', text: clear('地价低') } });
  });

  it('is the deal’s once one is open', () => {
    given(leadDecider, registered, accepted, opened).when({ type: 'LoseLead', input: { code: 'cost' } }, facts()).then(refused('lead.deal-open'));
  });

  it.each<[string, Past<LeadEvent>]>([['rejected', rejected], ['withdrawn', { type: 'LeadWithdrawn', data: { enterpriseId, code: 'other' } }], ['lost', { type: 'LeadLost', data: { enterpriseId, code: 'other' } }]])('leaves a lead that is %s without commands, but to take it up again or to merge it', (status, end) => {
    const { state } = given(leadDecider, registered, end);
    const fitting = (Object.keys(leadCommands) as (keyof typeof leadCommands)[]).filter((command) => misfit(command, state) === undefined);
    expect(fitting.filter(sentByPeople).toSorted()).toEqual(['MergeLead', 'ReopenLead']);
    expect(misfit('TriageLead', state)).toMatchObject({ refused: 'lead.not-at-this-stage', facts: { status } });
  });
});

describe('the pool', () => {
  it('receives an accepted lead whose protection ended, and nobody holds it then', () => {
    given(leadDecider, registered, accepted).when({ type: 'ReturnLeadToPool', input: { cause: 'expired' } }, facts()).then({ type: 'LeadReturnedToPool', data: { from: 'team1', cause: 'expired' } });
    expect(given(leadDecider, registered, accepted, pooled).state).toMatchObject({ status: 'pool', unit: null });
    given(leadDecider, registered, accepted, opened).when({ type: 'ReturnLeadToPool', input: { cause: 'expired' } }, facts()).then(refused('lead.deal-open'));
  });

  it('gives it to the unit that takes it, accepted as it was', () => {
    given(leadDecider, registered, accepted, pooled).when({ type: 'TakeLead', input: {} }, facts({ actorUnit: 'team3' })).then({ type: 'LeadTaken', data: { unit: 'team3', from: 'team1', contentKey: '年产一万吨示例材料' } });
    given(leadDecider, registered, accepted, pooled).when({ type: 'TakeLead', input: { unit: 'team3' } }, facts()).then(refused('lead.other-unit'));
    given(leadDecider, registered, accepted, pooled).when({ type: 'TakeLead', input: {} }, facts({ actorUnit: null })).then(refused('lead.unit-missing'));
    given(leadDecider, registered, accepted).when({ type: 'TakeLead', input: {} }, facts()).then(refused('lead.not-at-this-stage'));
  });
});

describe('opening a negotiation', () => {
  it('records the protection and the contact it rests on, with the revisions they were read at, and the needs', () => {
    given(leadDecider, registered, accepted).when(openNegotiation, facts({ protection, twoWayContact })).then({
      type: 'NegotiationOpened',
      data: { enterpriseId, unit: 'team1', protection, twoWayContact, needs: { landCentiMu: 3750, other: clear('双回路供电') }, title: '年产一万吨示例材料项目' },
    });
  });

  it('is refused before the lead was accepted', () => {
    given(leadDecider, registered).when(openNegotiation, facts({ protection, twoWayContact })).then(refused('lead.not-at-this-stage', { status: 'registered' }));
    given(leadDecider, registered, accepted).when(openNegotiation, facts({ on: '2026-03-03', protection, twoWayContact })).then(refused('lead.before-its-standing'));
  });

  it.each([
    ['there is none', null],
    ['it ended the day before', { ...protection, until: '2026-03-09' }],
    ['it began only later', { ...protection, from: '2026-03-11' }],
  ])('is refused without an active protection: %s', (_why, held) => {
    given(leadDecider, registered, accepted).when(openNegotiation, facts({ protection: held, twoWayContact })).then(refused('lead.not-protected'));
  });

  it('is allowed on the first and on the last protected day', () => {
    for (const on of [protection.from, protection.until]) {
      given(leadDecider, registered, accepted).when(openNegotiation, facts({ on, protection, twoWayContact: { ...twoWayContact, on: '2026-03-05' } })).then({ type: 'NegotiationOpened' });
    }
  });

  it('is refused without a two-way contact that happened by then', () => {
    given(leadDecider, registered, accepted).when(openNegotiation, facts({ protection, twoWayContact: null })).then(refused('lead.no-two-way-contact'));
    given(leadDecider, registered, accepted).when(openNegotiation, facts({ protection, twoWayContact: { ...twoWayContact, on: '2026-03-11' } })).then(refused('lead.no-two-way-contact'));
  });

  it('is refused with an empty needs sheet', () => {
    given(leadDecider, registered, accepted).when({ type: 'OpenNegotiation', input: { needs: {} } }, facts({ protection, twoWayContact })).then(refused('lead.needs-missing', { field: 'needs' }));
  });
});

describe('the requirements of a lead', () => {
  it('are met column by column', () => {
    const bare = { investorName: '甲', title: '甲', content: '甲', source: 'park', origin: '甲', unit: 'team1' };
    expect(missingFor({}, 'registered').map(({ field }) => field)).toEqual(['investor.name', 'title', 'content', 'source', 'origin', 'unit']);
    expect(missingFor(bare, 'registered')).toEqual([]);
    expect(missingFor(bare, 'negotiating').map(({ field }) => field)).toEqual(['triage', 'protection', 'twoWayContact', 'needs']);
    expect(missingFor({ ...bare, accepted: true, protected: true, twoWayContact: true, needs: true }, 'negotiating')).toEqual([]);
    expect(new Set(leadRequirements.map(({ code }) => code)).size).toBe(leadRequirements.length);
  });
});

describe('a lead nobody registered', () => {
  it('takes no command but the registration', () => {
    for (const command of Object.keys(leadCommands) as (keyof typeof leadCommands)[]) {
      expect(misfit(command, leadDecider.initial)?.refused).toBe(command === 'RegisterLead' ? undefined : 'lead.unknown');
    }
  });
});
