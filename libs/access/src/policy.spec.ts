import { describe, expect, it } from '@jest/globals';
import { matrix, type RelationName, relations, written, writtenReach } from '../../../test/support/access-matrix.ts';
import { allowedOperations, mayAccess, officers, type Operation, operations, policy, reachOf, type Relation, requireAccess, type Role, roles, rolesCompatible } from './policy.ts';

const actor = (role: Role, unit: string | null = 'team1') => ({ account: 'someone', unit, role });

const cells = roles.flatMap((role) => operations.map((operation) => [role, operation] as const));
const somewhere = relations.flatMap((relation) => cells.map(([role, operation]) => [role, operation, relation] as const));

/** What stands to an account of team1 like that. */
const standing: Readonly<Record<RelationName, Relation>> = {
  'own unit': { unit: 'team1', accounts: ['other'] },
  'other unit': { unit: 'team2', accounts: ['other'] },
  named: { unit: 'team2', accounts: ['other', 'someone'] },
  nobody: { unit: null, accounts: [] },
};

describe('the policy', () => {
  it.each(cells)('lets a %s reach for %s as far as DOMAIN 3 says', (role, operation) => {
    expect(reachOf(actor(role), operation)).toBe(writtenReach(role, operation));
  });

  it.each(somewhere)('for a %s doing %s on what is of %s says what DOMAIN 3 says', (role, operation, relation) => {
    expect(mayAccess(actor(role), operation, standing[relation])).toBe(written(role, operation, relation));
  });

  it('lets nobody without a unit reach what no unit holds by their unit', () => {
    expect(cells.filter(([role, operation]) => writtenReach(role, operation) === 'unit' && mayAccess(actor(role, null), operation, { unit: null, accounts: [] }))).toEqual([]);
  });

  it('knows every operation that DOMAIN 3 gives to somebody, and no other', () => {
    expect(new Set(Object.values(matrix).flatMap(({ everything = [], unit = [], named = [] }) => [...everything, ...unit, ...named]))).toEqual(new Set(operations));
  });

  it('gives a deputy what names the one they act for', () => {
    const deputy = { account: 'colleague', unit: null, role: 'service-owner', onBehalfOf: 'someone' };
    expect(mayAccess(deputy, 'delivery.report', standing.named)).toBe(true);
    expect(mayAccess(deputy, 'delivery.report', standing['other unit'])).toBe(false);
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
    const reading: readonly Operation[] = ['lead.read', 'deal.read', 'meeting.read', 'budget.read', 'calendar.read', 'board.unit', 'board.all', 'figure.read', 'period.read', 'audit.read', 'history.read', 'organisation.read', 'live.listen', 'conduct.read'];
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
