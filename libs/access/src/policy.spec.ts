import { describe, expect, it } from '@jest/globals';
import { allowedOperations, mayAccess, officers, operations, policy, reachOf, requireAccess, rolesCompatible, roles, type Operation, type Reach, type Role } from './policy.ts';

const actor = (role: Role, unit: string | null = 'team1') => ({ account: 'someone', unit, role });

// DOMAIN 3 written a second time, by role instead of by operation: any = a, unit = u, self = s.
const expected: Readonly<Record<Role, string>> = {
  member: 'entry.correct:s commitment.draft:u commitment.report:u calendar.read:u lead.register:a lead.read:u lead.follow-up:u lead.open-negotiation:u lead.withdraw:u contact.reveal:u deal.read:u deal.round:u deal.draft-agreement:u deal.revalue:u deal.comment:u deal.attach:u condition.report:u delivery.report:u enterprise.register:a board.unit:u figure.read:u history.read:u',
  'team-lead':
    'entry.correct:u channel.edit:u lead.dispute:u lead.reopen:u commitment.draft:u commitment.report:u calendar.read:u lead.register:a lead.read:u lead.follow-up:u lead.transfer:u lead.transfer-accept:u lead.open-negotiation:u lead.withdraw:u contact.reveal:u deal.read:u deal.round:u deal.draft-agreement:u deal.submit-dossier:u deal.lose:u deal.hold:u deal.resume:u deal.reopen:u deal.revalue:u deal.comment:u deal.attach:u condition.report:u delivery.assign:u delivery.report:u enterprise.register:a board.unit:u figure.read:u history.read:u',
  office:
    'deal.keep-confidential:a entry.correct:a period.close:a period.read:a channel.edit:a lead.dispute:a lead.arbitrate:a lead.merge:a lead.reopen:a lead.recognise-prior:a commitment.draft:a commitment.amend:a commitment.report:a commitment.waive:a commitment.breach:a clawback.claim:a clawback.record:a budget.read:a calendar.read:a lead.register:a lead.read:a lead.triage:a lead.protect:a lead.follow-up:a lead.transfer:a lead.open-negotiation:a lead.withdraw:a contact.reveal:a deal.read:a deal.round:a deal.draft-agreement:a deal.submit-dossier:a deal.conclude-review:a deal.decide:a deal.sign:a deal.lose:a deal.hold:a deal.resume:a deal.reopen:a deal.revalue:a deal.comment:a deal.attach:a opinion.request:a meeting.schedule:a meeting.read:a meeting.conclude:a condition.report:a condition.verify:a delivery.assign:a delivery.report:a enterprise.register:a chains.edit:a library.edit:a organisation.edit:a target.edit:a board.unit:a board.all:a figure.read:a history.read:a',
  reviewer: 'entry.correct:s deal.read:s deal.comment:s deal.attach:s meeting.read:s meeting.declare:s meeting.score:s',
  leader: 'deal.keep-confidential:a entry.correct:s period.read:a lead.arbitrate:a commitment.amend:a commitment.report:a commitment.waive:a commitment.breach:a clawback.claim:a budget.read:a calendar.read:a lead.read:a contact.reveal:a deal.read:a deal.decide:a deal.sign:a deal.comment:a deal.attach:a meeting.read:a meeting.declare:s meeting.vote:s delivery.assign:a board.unit:a board.all:a figure.read:a history.read:a',
  finance: 'entry.correct:s commitment.cost:a commitment.report:a commitment.verify:a clawback.record:a budget.set:a budget.read:a calendar.read:a deal.read:a deal.comment:a deal.attach:a opinion.give:a delivery.verify:a',
  legal: 'entry.correct:s commitment.clear:a budget.read:a calendar.read:a deal.read:a deal.draft-agreement:a deal.comment:a deal.attach:a opinion.give:a',
  department: 'entry.correct:s deal.read:a deal.comment:a deal.attach:a opinion.give:a condition.report:u',
  'service-owner': 'entry.correct:s commitment.report:s calendar.read:s contact.reveal:s deal.read:s deal.comment:s deal.attach:s delivery.report:s history.read:s',
  verifier: 'entry.correct:s commitment.verify:a calendar.read:a deal.read:a deal.comment:a deal.attach:a condition.verify:a delivery.verify:a',
  auditor: 'period.read:a budget.read:a calendar.read:a lead.read:a deal.read:a meeting.read:a board.unit:a board.all:a figure.read:a audit.read:a history.read:a',
  'system-admin': 'organisation.edit:a account.edit:a',
  'security-admin': '',
  agent: 'entry.correct:s lead.dispute:s calendar.read:s lead.register:a lead.read:s lead.follow-up:s lead.withdraw:s contact.reveal:s deal.read:s deal.comment:s deal.attach:s enterprise.register:a board.unit:u history.read:s',
  outpost:
    'entry.correct:s lead.dispute:u lead.reopen:u commitment.draft:u calendar.read:u lead.register:a lead.read:u lead.follow-up:u lead.open-negotiation:u lead.withdraw:u contact.reveal:u deal.read:u deal.round:u deal.draft-agreement:u deal.comment:u deal.attach:u condition.report:u enterprise.register:a board.unit:u figure.read:u history.read:u',
  rule: 'lead.read:a lead.protect:a deal.read:a enterprise.register:a history.read:a',
};

const reaches: Readonly<Record<string, Reach>> = { a: 'any', u: 'unit', s: 'self' };
const cells = roles.flatMap((role) => operations.map((operation) => [role, operation, expectedReach(role, operation)] as const));

function expectedReach(role: Role, operation: Operation): Reach | undefined {
  const cell = expected[role].split(' ').find((entry) => entry.startsWith(`${operation}:`));
  return cell === undefined ? undefined : reaches[cell.slice(-1)];
}

describe('the policy', () => {
  it.each(cells)('for a %s, %s reaches %s', (role, operation, reach) => {
    expect(reachOf(actor(role), operation)).toBe(reach);
  });

  it.each(cells)('a %s doing %s meets its reach (%s) on own, foreign and unheld things', (role, operation, reach) => {
    expect(mayAccess(actor(role), operation, { unit: 'team1', accounts: ['other'] })).toBe(reach === 'any' || reach === 'unit');
    expect(mayAccess(actor(role), operation, { unit: 'team2', accounts: ['someone'] })).toBe(reach === 'any' || reach === 'self');
    expect(mayAccess(actor(role, null), operation, { unit: null, accounts: [] })).toBe(reach === 'any');
  });

  it('lists in the second writing no operation that the table does not know', () => {
    const written = Object.values(expected).flatMap((row) => row.split(' ').filter(Boolean).map((cell) => cell.slice(0, -2)));
    expect(new Set(written)).toEqual(new Set(operations));
  });

  it('refuses a role that no table knows, also one named like a property of every object', () => {
    expect(mayAccess({ account: 'x', unit: null, role: 'constructor' }, 'lead.read')).toBe(false);
    expect(allowedOperations({ account: 'x', unit: null, role: 'nobody' })).toEqual([]);
  });

  it('refuses with the name of the operation', () => {
    expect(() => requireAccess(actor('member'), 'lead.triage')).toThrow(expect.objectContaining({ kind: 'forbidden', code: 'access.forbidden', facts: { operation: 'lead.triage' } }));
  });
});

describe('the three officers', () => {
  it('an auditor writes nothing', () => {
    const reading: readonly Operation[] = ['lead.read', 'deal.read', 'meeting.read', 'budget.read', 'calendar.read', 'board.unit', 'board.all', 'figure.read', 'period.read', 'audit.read', 'history.read'];
    expect(allowedOperations(actor('auditor', null))).toEqual(operations.filter((operation) => reading.includes(operation)));
  });

  it.each(['system-admin', 'security-admin'] as const)('a %s sees no business data', (role) => {
    expect(operations.filter((operation) => /^(lead|deal|opinion|meeting|condition|commitment|clawback|budget|calendar|delivery|contact|board|history|audit)\./.test(operation) && mayAccess(actor(role), operation))).toEqual([]);
  });

  it.each(officers.flatMap((officer) => roles.filter((role) => role !== officer).map((role) => [officer, role] as const)))('nobody is %s and %s at once', (officer, role) => {
    expect(rolesCompatible([officer, role])).toBe(false);
  });

  it('two business roles, or one officer role, go together', () => {
    expect(rolesCompatible(['member', 'service-owner'])).toBe(true);
    expect(rolesCompatible(['auditor', 'auditor'])).toBe(true);
  });

  it('only the auditor reads the access log', () => {
    expect(Object.keys(policy['audit.read'])).toEqual(['auditor']);
  });
});
