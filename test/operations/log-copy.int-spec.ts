import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type EventStore, openEventStoreDB, openPostgresEventStore, openRawLog, type RawEvent, type RecordedEvent } from '#event-store';
import { cursorsOf, placeCursors } from '#processes';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { anEvent } from '../../libs/event-store/src/event-store.contract.ts';
import { type Compiled, compileSources } from '../support/compiled.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { type StandIn, startStandIn } from '../support/stand-in/stand-in.ts';

jest.setTimeout(180_000);

const root = fileURLToPath(new URL('../../', import.meta.url));
const EVENTS = 1200;

type Ended = { readonly code: number | null; readonly out: string; readonly said: string };

describe('log copy', () => {
  let compiled: Compiled;
  let first: FreshDatabase;
  let second: FreshDatabase;
  let server: StandIn;
  let original: readonly RawEvent[];
  beforeAll(async () => {
    [compiled, first, second, server] = await Promise.all([compileSources(), freshDatabase('copy_from'), freshDatabase('copy_to'), startStandIn()]);
    server.log.afterAppend = () => void server.log.write('$stats', [{ id: 'x', type: '$stats', contentType: 'application/json', data: Buffer.from('{}') }]);
    const store = await openPostgresEventStore({ connectionString: first.url });
    await Promise.all(Array.from({ length: EVENTS / 3 }, async (_, n) => {
      await store.append(`note-${n}`, 'none', [anEvent({ data: { text: '留痕', n } }), anEvent()]);
      await store.append(`note-${n}`, 1, [anEvent()]);
    }));
    await store.close();
    original = await bytesOf(first.url);
    await placeCursors(first.url, '', [{ name: 'leads', position: 700 }, { name: 'unstarted', position: 0 }]);
  });
  afterAll(async () => {
    await Promise.all([compiled.remove(), first.drop(), second.drop(), server.close()]);
  });

  const copy = (from: string, to: string, killAt?: RegExp): Promise<Ended> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, ['--no-warnings', '--import', './test/support/with-parent.mjs', join(compiled.directory, 'apps/cli/src/main.js'), 'log', 'copy', '--from', from, '--to', to], { cwd: root, env: { PATH: process.env['PATH'], DATABASE_URL: first.url } });
      let [out, said] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (killAt?.test(said)) child.kill('SIGKILL');
      });
      child.on('close', (code) => resolve({ code, out, said }));
    });
  const bytesOf = async (url: string): Promise<readonly RawEvent[]> => {
    const log = await openRawLog(url);
    const events = await log.read(0, 10_000);
    await log.close();
    return events;
  };
  const withoutPosition = (events: readonly RawEvent[]) => events.map(({ canonical }) => Buffer.from(canonical).toString('utf8'));
  const sha256 = () => {
    const hash = createHash('sha256');
    for (const { canonical } of original) hash.update(canonical).update('\n');
    return hash.digest('hex');
  };

  it('moves a log from PostgreSQL to EventStoreDB (a stand-in), goes on after a kill −9 in the middle, and verifies it', async () => {
    const killed = await copy(first.url, server.url, /copying [3-9]0 %/);
    expect(killed.code).toBeNull();
    const begun = await bytesOf(server.url);
    expect(begun.length).toBeGreaterThan(EVENTS / 4);
    expect(begun.length).toBeLessThan(EVENTS);
    expect(withoutPosition(begun)).toEqual(withoutPosition(original.slice(0, begun.length)));

    const { code, out, said } = await copy(first.url, server.url);
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringMatching(/verifying 100 % 1200 events/) });
    expect(JSON.parse(out)).toMatchObject({ events: EVENTS, same: true, sha256: { from: sha256(), to: sha256() } });
    expect(withoutPosition(await bytesOf(server.url))).toEqual(withoutPosition(original));
  });

  it('places the cursors of process managers at the same events', async () => {
    const store = await openEventStoreDB({ url: server.url });
    const moved = await bytesOf(server.url);
    expect(await cursorsOf(first.url, store.log)).toEqual([{ name: 'leads', position: moved[699]!.position }, { name: 'unstarted', position: 0 }]);
    expect(await cursorsOf(first.url, '')).toEqual([{ name: 'leads', position: 700 }, { name: 'unstarted', position: 0 }]);
    await store.close();
  });

  it('has nothing left to do when it is called again', async () => {
    const { code, out, said } = await copy(first.url, server.url);
    expect({ code, copied: /copying/.test(said) }).toEqual({ code: 0, copied: false });
    expect(JSON.parse(out)).toMatchObject({ events: EVENTS, same: true });
  });

  it('moves it back into another database after more was appended there, killed in the middle too', async () => {
    const store = await openEventStoreDB({ url: server.url });
    await expectToGoOn(store, original.at(-1)!.recordedAt);
    await store.close();
    await copy(server.url, second.url, /copying \d0 %/);
    const { code, out } = await copy(server.url, second.url);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ events: EVENTS + 1, same: true, cursors: [{ name: 'leads', position: 700 }, { name: 'unstarted', position: 0 }] });
    const moved = await bytesOf(second.url);
    expect(withoutPosition(moved.slice(0, EVENTS))).toEqual(withoutPosition(original));
    expect(moved.map(({ position }) => position)).toEqual(Array.from({ length: EVENTS + 1 }, (_, n) => n + 1));
    const back = await openPostgresEventStore({ connectionString: second.url });
    await expectToGoOn(back, moved.at(-1)!.recordedAt);
    await back.close();
  });

  it('refuses a target that holds something else, names the event, and leaves it as it is', async () => {
    const other = await freshDatabase('copy_other');
    const store = await openPostgresEventStore({ connectionString: other.url });
    await store.append('note-other', 'none', [anEvent()]);
    await store.close();
    const before = await bytesOf(other.url);
    const { code, said } = await copy(first.url, other.url);
    expect({ code, said }).toMatchObject({ code: 1, said: expect.stringMatching(/event 1 of the target \(note-other@0, .*the target holds another log/) });
    expect(await bytesOf(other.url)).toEqual(before);
    await other.drop();
  });

  it('refuses a target that holds more than the source', async () => {
    const { code, said } = await copy(first.url, second.url);
    expect({ code, said }).toMatchObject({ code: 1, said: expect.stringMatching(/the target holds more than the source/) });
  });

  it('copies between databases, and says which URL it cannot take', async () => {
    const third = await freshDatabase('copy_third');
    expect(JSON.parse((await copy(first.url, third.url)).out)).toMatchObject({ events: EVENTS, same: true });
    expect(await cursorsOf(third.url, '')).toEqual([{ name: 'leads', position: 700 }, { name: 'unstarted', position: 0 }]);
    await third.drop();
    expect(await copy('mysql://x', first.url)).toMatchObject({ code: 1, said: expect.stringMatching(/a log is at postgres:\/\/… or esdb:\/\/…/) });
  });

  async function expectToGoOn(store: EventStore, after: string): Promise<void> {
    const appended = await store.append('note-0', 'exists', [anEvent()]);
    expect(appended.recordedAt > after).toBe(true);
    const last: RecordedEvent | undefined = (await store.readStream('note-0')).at(-1);
    expect(last).toMatchObject({ recordedAt: appended.recordedAt, position: appended.position });
    expect((await store.head()).position).toBe(appended.position);
  }
});
