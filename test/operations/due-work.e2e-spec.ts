import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { daysAgo, done, filing } from '../journeys/script.ts';
import type { Client } from '../support/client.ts';
import { type Compiled, compileSources } from '../support/compiled.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { eventually, query } from '../support/embedded-program.ts';
import { readLog } from '../support/log.ts';
import { notRun } from '../support/not-run.ts';
import { clientsOf, createAccounts, type Program, startProgram } from '../support/product.ts';
import { hasRedis, type SpecRedis, startRedis } from '../support/redis.ts';

jest.setTimeout(300_000);

/** Protections end once each, though the queue is lost while the worker runs and while it does not. */
function protectionsEnd(backend: string, redisOf: () => Promise<SpecRedis | undefined>): void {
  describe(`protections whose last day has passed, with the queue in ${backend}`, () => {
    let [database, directory, compiled, redis]: [FreshDatabase, string, Compiled, SpecRedis | undefined] = [] as never;
    let as: (account: string) => Client;
    const programs: { api?: Program; worker?: Program } = {};
    const start = async (name: 'api' | 'worker'): Promise<void> => {
      programs[name] = await startProgram(name, { databaseUrl: database.url, directory, compiled, ...(redis && { env: { REDIS_URL: redis.url } }) });
    };
    const wipe = async (): Promise<void> => {
      if (redis) expect(redis.send('FLUSHALL')).toBe('OK');
      // Whoever works in it may be the other half of a deadlock, and PostgreSQL may choose to end this half.
      else await eventually(() => query(database.url, 'drop schema if exists jobs cascade'));
    };

    beforeAll(async () => {
      [database, directory, compiled, redis] = [await freshDatabase('due'), await mkdtemp(join(tmpdir(), 'liuhen-due-')), await compileSources(), await redisOf()];
      await createAccounts(database.url);
      await start('api');
      await start('worker');
      as = clientsOf(() => String(programs.api?.ready['url']));
    });
    afterAll(async () => {
      await Promise.all(Object.values(programs).map((program) => program.kill('SIGTERM')));
      await redis?.stop();
      await Promise.all([database?.drop(), compiled?.remove()]);
      await rm(directory, { recursive: true, force: true });
    });

    /** A lead protected so long ago that its protection is over. */
    async function overdue(name: string): Promise<string> {
      const late = { lateReason: '补录' };
      const { id } = done(await as('nm.member').post('/leads', filing({ investor: `示例${name}`, title: name }, { ...late, occurredOn: daysAgo(700) })));
      done(await as('office').postAt(`/leads/${id}`, `/leads/${id}/triage`, { ...late, outcome: 'accept', occurredOn: daysAgo(699) }));
      done(await as('office').post(`/leads/${id}/protection`, { ...late, occurredOn: daysAgo(699) }));
      return id;
    }

    const ended = async (): Promise<readonly string[]> => (await readLog(database.url)).filter(({ type }) => type === 'ProtectionExpired').map(({ data }) => String(data['leadId']));
    const allEnded = (ids: readonly string[]): Promise<void> => eventually(async () => {
      const there = await ended();
      if (!ids.every((id) => there.includes(id))) throw new Error(`${there.length} of ${ids.length} have ended`);
    }, 90_000);

    it('end once: the queue wiped under a working worker, while it is stopped, and as soon as it is back', async () => {
      const ids = [await overdue('清空一'), await overdue('清空二')];
      await wipe();
      await allEnded(ids);
      await programs.worker?.kill('SIGKILL');
      ids.push(await overdue('停机一'));
      await wipe();
      await start('worker');
      await wipe();
      await allEnded(ids);
      expect([...(await ended())].sort()).toEqual([...ids].sort());
    });
  });
}

protectionsEnd('PostgreSQL', async () => undefined);
if (hasRedis()) protectionsEnd('Redis', () => startRedis());
else notRun('protections that end, with the queue in Redis', 'redis-server and redis-cli are not on this machine; apt-get install redis-server');
