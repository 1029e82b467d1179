import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { memoryVault, type Vault } from '#vault';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/embedded-program.ts';
import { Accounts } from './accounts.ts';
import { openAccessDataSource } from './data-source.ts';
import { accountsFor, demonstrationAccounts } from './demonstration-accounts.ts';
import { PostgresAccessLog } from './postgres-access-log.ts';
import type { Role } from './policy.ts';
import { Sessions } from './sessions.ts';
import { SecondFactors } from './second-factors.ts';
import { SignIn } from './sign-in.ts';
import { Tokens } from './tokens.ts';
import { verifyAccessLog } from './verify-access-log.ts';

jest.setTimeout(30_000);

let database: FreshDatabase;
let source: DataSource;
let log: PostgresAccessLog;
let sessions: Sessions;
let accounts: Accounts;
let signIn: SignIn;
let factors: SecondFactors;
let vault: Vault;

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const today = '2026-01-01';
const person = (name: string, role: Role = 'member', unit: string | null = 'team1') =>
  accounts.create({ name, displayName: name, password: 'correct horse', appointments: [{ role, unit, from: today }] });
const open = (account: string, password = 'correct horse') => signIn.open({ account, password }, '10.0.0.1');
const codeOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'accepted', (error: { code?: string; message: string }) => error.code ?? error.message);

beforeAll(async () => {
  database = await freshDatabase('access');
  source = await openAccessDataSource({ connectionString: database.url });
  log = new PostgresAccessLog({ connectionString: database.url, digest });
  sessions = new Sessions(source, { idleMinutes: 30, absoluteHours: 12, freshMs: 0 });
  accounts = new Accounts(source, sessions);
  vault = memoryVault();
  factors = new SecondFactors(source, vault);
  signIn = new SignIn(source, log, sessions, factors, vault, { burst: 1000, perMinute: 1000, addressFailures: 1000 });
});

afterAll(async () => {
  await log?.close();
  await source?.destroy();
  await database?.drop();
});

describe('the schema', () => {
  it('is brought up to date by several processes that start at once', async () => {
    const fresh = await freshDatabase('access-start');
    const opened = await Promise.all([1, 2, 3].map(() => openAccessDataSource({ connectionString: fresh.url })));
    expect(await opened[0]?.query('select count(*)::int as n from access.migrations')).toEqual([{ n: 2 }]);
    await Promise.all(opened.map((one) => one.destroy()));
    await fresh.drop();
  });

  it('agrees with the entities', async () => {
    const built = await source.driver.createSchemaBuilder().log();
    const changes = built.upQueries.map(({ query }) => query).filter((query) => /ADD COLUMN|DROP COLUMN|ALTER COLUMN .* TYPE/i.test(query));
    expect(changes).toEqual([]);
  });
});

describe('a session', () => {
  it('stands for account, unit and role, and keeps only a hash of its token', async () => {
    await person('sess.one');
    const { token } = await open('sess.one');
    expect(await sessions.find(token, 'cookie')).toMatchObject({ account: 'sess.one', actor: { account: 'sess.one', role: 'member', unit: 'team1' } });
    expect(await sessions.find(token, 'bearer')).toBeUndefined();
    const [{ found }] = await source.query(`select count(*)::int as found from access.sessions where encode(token_hash, 'escape') like '%' || $1 || '%' or token_hash = $2`, [token, Buffer.from(token)]);
    expect(found).toBe(0);
  });

  it.each([
    ['30 idle minutes', `last_seen_at = now() - interval '31 minutes'`],
    ['12 hours', `created_at = now() - interval '721 minutes'`],
    ['being revoked', 'revoked_at = now()'],
  ])('ends after %s', async (_, change) => {
    const account = `ends.${change.slice(0, 4).replace('_', '')}`;
    await person(account);
    const { token } = await open(account);
    expect(await sessions.find(token, 'cookie')).toBeDefined();
    await source.query(`update access.sessions set ${change} where account = $1`, [account]);
    expect(await sessions.find(token, 'cookie')).toBeUndefined();
  });

  it('lives on while it is used', async () => {
    await person('sliding');
    const { token } = await open('sliding');
    await source.query(`update access.sessions set last_seen_at = now() - interval '29 minutes' where account = 'sliding'`);
    await sessions.find(token, 'cookie');
    expect(await source.query(`select last_seen_at > now() - interval '1 minute' as slid from access.sessions where account = 'sliding'`)).toEqual([{ slid: true }]);
  });

  it('ends with the account, with its password and with the appointment', async () => {
    await person('ending');
    const first = await open('ending');
    await accounts.setDisabled('ending', true);
    expect(await sessions.find(first.token, 'cookie')).toBeUndefined();
    expect(await codeOf(open('ending'))).toBe('access.sign-in-failed');
    await accounts.setDisabled('ending', false);
    const second = await open('ending');
    await accounts.setPassword('ending', 'another password');
    expect(await sessions.find(second.token, 'cookie')).toBeUndefined();
    const third = await open('ending', 'another password');
    await accounts.dismiss('ending', { role: 'member', unit: 'team1', on: '2026-02-01' });
    expect(await sessions.find(third.token, 'cookie')).toBeUndefined();
    expect(await codeOf(open('ending', 'another password'))).toBe('access.sign-in-failed');
  });

  it('issues tokens for programs, which keep to their scopes and die with the account', async () => {
    await person('program');
    const { token } = await open('program');
    const tokens = new Tokens(source, sessions);
    const { token: bearer, id } = await tokens.issue(token, 'program', { name: 'script', scopes: ['read', 'lead.register'], days: 1 });
    expect(await sessions.find(bearer, 'bearer')).toMatchObject({ account: 'program', scopes: ['read', 'lead.register'], by: 'bearer' });
    expect(await tokens.list('program')).toEqual([expect.objectContaining({ id, name: 'script', lastUsedAt: expect.stringMatching(/^20.*Z$/), revokedAt: null })]);
    expect(JSON.stringify(await source.query('select * from access.tokens'))).not.toContain(bearer);
    await accounts.setDisabled('program', true);
    expect(await sessions.find(bearer, 'bearer')).toBeUndefined();
  });

  it('issues no more tokens than somebody can keep an eye on', async () => {
    await person('many');
    const { token } = await open('many');
    const tokens = new Tokens(source, sessions);
    const issue = () => tokens.issue(token, 'many', { name: 'script', scopes: ['read'], days: 1 });
    for (let count = 1; count <= 20; count++) await issue();
    expect(await codeOf(issue())).toBe('access.too-many-tokens');
    await tokens.revoke('many', (await tokens.list('many'))[0]?.id ?? '');
    expect(await codeOf(issue())).toBe('accepted');
    expect(await codeOf(tokens.revoke('many', '0190a3c8-1b2c-4d3e-8f4a-5b6c7d8e9f00'))).toBe('access.token-unknown');
  });

  it('is found from memory for at most the time it may be stale', async () => {
    await person('cached');
    const cached = new Sessions(source, { idleMinutes: 30, absoluteHours: 12, freshMs: 200 });
    const { token } = await open('cached');
    expect(await cached.find(token, 'cookie')).toBeDefined();
    await source.query(`update access.sessions set revoked_at = now() where account = 'cached'`);
    expect(await cached.find(token, 'cookie')).toBeDefined();
    await new Promise((resolve) => setTimeout(resolve, 220));
    expect(await cached.find(token, 'cookie')).toBeUndefined();
  });
});

describe('signing in', () => {
  it.each(['locked.one', 'locked.nobody'])('is locked after five failures, whether or not %s exists', async (account) => {
    if (account === 'locked.one') await person(account);
    for (let attempt = 1; attempt <= 5; attempt++) expect(await codeOf(open(account, 'wrong'))).toBe('access.sign-in-failed');
    await expect(open(account)).rejects.toMatchObject({ code: 'access.locked', facts: { retryAfter: expect.any(Number) } });
    await source.query(`update access.sign_in_failures set locked_until = now() - interval '1 second' where name = $1`, [account]);
    expect(await codeOf(open(account))).toBe(account === 'locked.one' ? 'accepted' : 'access.sign-in-failed');
  });

  it('counts tries that are sent side by side', async () => {
    await person('parallel');
    const codes = await Promise.all(Array.from({ length: 12 }, () => codeOf(open('parallel', 'wrong'))));
    expect(codes.filter((code) => code === 'access.sign-in-failed')).toHaveLength(5);
    expect(codes.filter((code) => code === 'access.locked')).toHaveLength(7);
  });

  it('forgets failures after a success', async () => {
    await person('forgiven');
    for (let attempt = 1; attempt <= 4; attempt++) await codeOf(open('forgiven', 'wrong'));
    expect(await codeOf(open('forgiven'))).toBe('accepted');
    for (let attempt = 1; attempt <= 4; attempt++) expect(await codeOf(open('forgiven', 'wrong'))).toBe('access.sign-in-failed');
  });

  it('takes a name nobody could have without harm', async () => {
    expect(await codeOf(open('留痕\ud800'))).toBe('access.sign-in-failed');
  });

  it('fails when it cannot be recorded', async () => {
    await person('unrecorded');
    const broken = { record: () => Promise.reject(new Error('disk full')) };
    await expect(new SignIn(source, broken, sessions, factors, vault).open({ account: 'unrecorded', password: 'correct horse' }, '::1')).rejects.toThrow('disk full');
    expect(await source.query(`select 1 from access.sessions where account = 'unrecorded'`)).toEqual([]);
  });
});

describe('three separate officers', () => {
  it.each([['auditor', 'system-admin'], ['security-admin', 'auditor'], ['system-admin', 'security-admin'], ['auditor', 'member']] as const)('nobody is made %s and %s', async (one, other) => {
    const name = `two.${one}.${other}`;
    const both = [one, other].map((role) => ({ role, unit: null, from: today }));
    expect(await codeOf(accounts.create({ name, displayName: name, password: 'correct horse', appointments: both }))).toBe('access.two-officers');
    await person(name, one, null);
    expect(await codeOf(accounts.appoint(name, { role: other, unit: null, from: today }))).toBe('access.two-officers');
    expect(await codeOf(accounts.create({ name, displayName: name, password: 'correct horse', appointments: [] }))).toBe('access.account-exists');
  });

  it('an office may be left and another taken up after it', async () => {
    await accounts.create({ name: 'later', displayName: 'later', password: 'correct horse', appointments: [{ role: 'auditor', unit: null, from: today, until: '2026-06-01' }] });
    expect(await codeOf(accounts.appoint('later', { role: 'system-admin', unit: null, from: '2026-06-01' }))).toBe('accepted');
  });

  it('and the database refuses two of them by itself', async () => {
    await person('by-hand', 'auditor', null);
    await expect(source.query(`insert into access.appointments (account, role, "from") values ('by-hand', 'system-admin', '2026-05-01')`)).rejects.toThrow(/officers_apart/);
  });
});

describe('the demonstration accounts', () => {
  it('are made once, sign in with one password, and cover every unit', async () => {
    for (let time = 1; time <= 2; time++) await accountsFor(source, demonstrationAccounts, { password: 'demo password', from: '2025-01-01' });
    const [{ accounts: n, appointments }] = await source.query(
      `select (select count(*)::int from access.accounts where name = any($1)) as accounts, (select count(*)::int from access.appointments where account = any($1)) as appointments`,
      [demonstrationAccounts.map(({ name }) => name)],
    );
    expect({ n, appointments }).toEqual({ n: 62, appointments: 62 });
    for (const name of ['office', 'reviewer5', 'squad10.lead', 'sh.member', 'agent1.member', 'sysadmin']) expect((await open(name, 'demo password')).role).toBeDefined();
  });
});

describe('the access log', () => {
  let other: FreshDatabase;
  let tampered: DataSource;
  let writer: PostgresAccessLog;
  const tamper = async (...statements: string[]) => {
    const owner = new pg.Client({ connectionString: other.url });
    await owner.connect();
    for (const sql of ['alter table access.log disable trigger all', ...statements, 'alter table access.log enable trigger all']) await owner.query(sql);
    await owner.end();
  };

  beforeAll(async () => {
    other = await freshDatabase('access-log');
    tampered = await openAccessDataSource({ connectionString: other.url });
    writer = new PostgresAccessLog({ connectionString: other.url, digest });
  });

  afterEach(async () => {
    await tamper('truncate access.log');
  });

  afterAll(async () => {
    await writer?.close();
    await tampered?.destroy();
    await other?.drop();
  });

  const fill = async () => {
    const second = new PostgresAccessLog({ connectionString: other.url, digest });
    await Promise.all(Array.from({ length: 60 }, (_, n) => (n % 2 ? writer : second).record({ action: 'reveal', outcome: 'done', account: 'office', subject: `lead-${n}`, address: '10.0.0.1', detail: { z: n, a: '张' } })));
    await second.close();
  };

  it('chains what two processes write at once, in one order', async () => {
    await fill();
    expect(await verifyAccessLog(tampered)).toEqual({ sound: true, head: { position: 60, hash: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    expect(await tampered.query(`select distinct address from access.log`)).toEqual([{ address: digest('address/10.0.0.1') }]);
  });

  it.each([
    ['an edited subject', [`update access.log set subject = 'lead-x' where position = 30`], 30, 'hash'],
    ['an edited detail', [`update access.log set detail = '{}' where position = 60`], 60, 'hash'],
    ['a moved time', [`update access.log set at = at - interval '1 ms' where position = 7`], 7, 'hash'],
    ['a deleted entry', ['delete from access.log where position = 30'], 30, 'gap'],
    ['a deleted beginning', ['delete from access.log where position = 1'], 1, 'gap'],
    ['a closed gap', ['delete from access.log where position = 30', 'update access.log set position = position - 1 where position > 30'], 30, 'link'],
    ['an inserted entry', [`insert into access.log select 61, at, account, action, outcome, subject, address, detail, previous_hash, '\\x00' from access.log where position = 60`], 61, 'link'],
  ] as const)('shows %s', async (_, statements, position, broken) => {
    await fill();
    await tamper(...statements);
    expect(await verifyAccessLog(tampered)).toEqual({ sound: false, position, broken });
  });

  it('shows a cut tail against a head noted outside', async () => {
    await fill();
    const verdict = await verifyAccessLog(tampered);
    const outside = verdict.sound ? verdict.head : undefined;
    await tamper('delete from access.log where position > 58');
    expect((await verifyAccessLog(tampered)).sound).toBe(true);
    expect(await verifyAccessLog(tampered, outside)).toEqual({ sound: false, position: 59, broken: 'outside-head' });
  });

  it.each(['update access.log set subject = subject', 'delete from access.log', 'truncate access.log'])('refuses "%s", to its owner and to its writer', async (sql) => {
    await fill();
    await expect(tampered.query(sql)).rejects.toThrow(/append-only/);
    const client = new pg.Client({ connectionString: other.url, options: '-c role=liuhen_access_writer' });
    await client.connect();
    await expect(client.query(sql)).rejects.toThrow(/permission denied/);
    await client.end();
  });

  it('loses its connection in the middle of an entry, says so, and goes on', async () => {
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('begin; select pg_advisory_xact_lock(4711013)');
    const entry = { action: 'reveal', outcome: 'done', account: 'x', subject: 'x' } as const;
    const outcome = log.record(entry).then(() => 'recorded', (error: Error) => error.message);
    const waiting = `select pid from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`;
    await eventually(async () => expect((await holder.query(waiting)).rowCount).toBe(1));
    await holder.query(`select pg_terminate_backend(pid) from (${waiting}) as w`);
    expect(await outcome).toMatch(/terminat/);
    await holder.query('rollback');
    await holder.end();
    await log.record(entry);
  });

  it('rejects what could not be written, and goes on', async () => {
    const outcome = await Promise.allSettled([writer.record({ action: 'reveal', outcome: 'done', account: 'x', subject: 'x', detail: { fraction: 0.5 } })]);
    expect(outcome[0]?.status).toBe('rejected');
    await writer.record({ action: 'reveal', outcome: 'done', account: 'x', subject: 'x' });
    expect(await verifyAccessLog(tampered)).toMatchObject({ sound: true, head: { position: 1 } });
  });
});
