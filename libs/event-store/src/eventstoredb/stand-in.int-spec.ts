import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { notRun } from '../../../../test/support/not-run.ts';
import { type AppendFault, type StandIn, startStandIn } from '../../../../test/support/stand-in/stand-in.ts';
import { InvalidEvent } from '../canonical-json.ts';
import { canonicalText, type NewEvent, type RecordedEvent } from '../envelope.ts';
import { anEvent, eventStoreContract } from '../event-store.contract.ts';
import { type EventStore, UnknownOutcome, WrongRevision } from '../event-store.ts';
import { openEventStoreDB } from './eventstoredb-event-store.ts';
import { UnusableServer } from './faults.ts';

const promises = { stampsInLogOrder: false, idsAcrossStreams: false };

const live = process.env['EVENT_STORE_URL'];
if (live === undefined) notRun('the contract of the log in EventStoreDB', 'EVENT_STORE_URL names no server; it ran over a stand-in that speaks its protocol');
else {
  eventStoreContract(
    'EventStoreDB',
    async () => {
      const url = `${live}${live.includes('?') ? '&' : '?'}log=spec${randomBytes(6).toString('hex')}`;
      const another = () => openEventStoreDB({ url });
      return { store: await another(), another, drop: async () => {} };
    },
    { ...promises, overNetwork: false },
  );
}

eventStoreContract(
  'EventStoreDB’s client, over a stand-in that speaks its protocol',
  async () => {
    const server = await startStandIn();
    writeBesides(server);
    const another = () => openEventStoreDB({ url: server.url });
    return { store: await another(), another, drop: () => server.close(), network: server.proxy };
  },
  { ...promises, overNetwork: true },
);

/** System events and those of others, of whom some have chosen names like ours, between all of ours. */
function writeBesides({ log }: StandIn): void {
  const foreign = { id: '00000000-0000-4000-8000-000000000000', type: 'Other', contentType: 'application/json', data: Buffer.from('{"not":"ours"}') };
  log.afterAppend = () => {
    for (const stream of ['$stats-0.0.0.0:2113', 'note-1', 'liuhen-note-1', 'liuhen2.note-1', 'other.liuhen.note-1']) log.write(stream, [foreign]);
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('over a stand-in that speaks EventStoreDB’s protocol, the log', () => {
  let server: StandIn;
  let store: EventStore;
  const errors: Error[] = [];
  beforeEach(async () => {
    server = await startStandIn();
    writeBesides(server);
    store = await openEventStoreDB({ url: server.url, onError: (error) => errors.push(error) });
  });
  afterEach(async () => {
    await store.close();
    await server.close();
  });

  const ours = () => server.log.records.filter(({ stream }) => stream.startsWith('liuhen.'));
  const append = (stream: string, ...events: readonly NewEvent[]) => store.append(stream, 'any', events);
  const follow = (seen: RecordedEvent[], until: number, batch = 50) => {
    const stop = new AbortController();
    return (async () => {
      for await (const events of store.subscribe({ after: 0, batch, signal: stop.signal })) {
        seen.push(...events);
        if (seen.length >= until) stop.abort();
      }
    })();
  };

  it('keeps the canonical bytes and nothing else', async () => {
    await append('note-1', anEvent({ data: { text: '留痕 "\\', z: 1, a: [null, true] } }));
    const [event] = await store.readStream('note-1');
    const { position: _, ...envelope } = event!;
    expect(Buffer.from(ours()[0]!.data).toString('utf8')).toBe(canonicalText(envelope));
    expect(ours()[0]).toMatchObject({ stream: 'liuhen.note-1', id: event!.id, type: 'NoteTaken', contentType: 'application/octet-stream', commit: event!.position });
  });

  it.each<AppendFault>(['lose-answer', 'unavailable', 'not-leader', 'never-answer'])('answers an append once it is stored, whatever happened to the first request: %s', async (fault) => {
    server.faults.push(fault);
    const event = anEvent();
    expect(await append('note-1', event)).toMatchObject({ revision: 0, repeated: false });
    expect(ours().map(({ id }) => id)).toEqual([event.id]);
  });

  it('says that nobody knows the outcome when answers stay away, and the same append is answered later', async () => {
    server.faults.push(...Array.from({ length: 7 }, () => 'lose-answer' as const));
    const event = anEvent();
    await expect(append('note-1', event)).rejects.toBeInstanceOf(UnknownOutcome);
    expect(await append('note-1', event)).toMatchObject({ revision: 0, repeated: true });
    expect(ours()).toHaveLength(1);
  });

  it('says which revision the stream is at when somebody else came first, also after a lost answer', async () => {
    await append('note-1', anEvent());
    const second = await openEventStoreDB({ url: server.url });
    server.faults.push('unavailable');
    const answers = await Promise.allSettled([store.append('note-1', 0, [anEvent()]), second.append('note-1', 0, [anEvent()])]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: new WrongRevision('note-1', 0, 1) });
    await second.close();
  });

  it('survives restarts of the server while appending and following', async () => {
    const seen: RecordedEvent[] = [];
    const followed = follow(seen, 60);
    const appended = (async () => {
      for (let n = 0; n < 60; n++) await append(`note-${n}`, anEvent());
    })();
    for (let restart = 0; restart < 3; restart++) {
      await pause(150);
      await server.restart(200);
    }
    await Promise.all([appended, followed]);
    expect(seen).toEqual(await store.readAll({ after: 0, limit: 100 }));
    expect(seen.map(({ stream }) => stream)).toEqual(Array.from({ length: 60 }, (_, n) => `note-${n}`));
  });

  it('goes on by itself from the last event handed out when the server drops its subscriptions', async () => {
    errors.length = 0;
    const seen: RecordedEvent[] = [];
    const followed = follow(seen, 40, 3);
    for (let n = 0; n < 40; n++) {
      await append(`note-${n}`, anEvent());
      if (n % 10 === 5) server.dropSubscriptions();
    }
    await followed;
    expect(seen).toEqual(await store.readAll({ after: 0, limit: 100 }));
    expect(errors.map(({ message }) => message)).toEqual(expect.arrayContaining([expect.stringMatching(/dropped/)]));
  });

  it('lets the server wait for a slow consumer, with a bounded number of events on the way', async () => {
    const event = () => anEvent({ data: { text: 'x'.repeat(4000) } });
    for (let n = 0; n < 40; n++) await append(`note-${n}`, ...Array.from({ length: 50 }, event));
    const stop = new AbortController();
    const iterator = store.subscribe({ after: 0, batch: 10, signal: stop.signal })[Symbol.asyncIterator]();
    let taken = ((await iterator.next()).value as readonly RecordedEvent[]).length;
    expect(taken).toBeLessThanOrEqual(10);
    await pause(500);
    expect(server.sent).toBeLessThan(600);
    while (taken < 2000) taken += ((await iterator.next()).value as readonly RecordedEvent[]).length;
    expect(taken).toBe(2000);
    stop.abort();
    await iterator.return?.(undefined);
  });

  it('resumes after long stretches of other people’s events from the server’s checkpoint', async () => {
    const seen: RecordedEvent[] = [];
    const followed = follow(seen, 2);
    await append('note-1', anEvent());
    for (let n = 0; n < 12_000; n++) server.log.write('other-1', [{ id: 'x', type: 'Other', contentType: 'application/json', data: Buffer.from('{}') }]);
    await pause(300);
    const searched = server.resumedAt.length;
    server.dropSubscriptions();
    await pause(300);
    await append('note-2', anEvent());
    await followed;
    expect(seen.map(({ stream }) => stream)).toEqual(['note-1', 'note-2']);
    expect(server.resumedAt.length).toBe(searched + 1);
    expect(server.resumedAt.at(-1)).toBeGreaterThan(seen[0]!.position);
  });

  it('takes as its head the last event of its own', async () => {
    expect(await store.head()).toEqual({ position: 0, recordedAt: null });
    const { position, recordedAt } = await append('note-1', anEvent());
    for (let n = 0; n < 100; n++) server.log.afterAppend?.();
    expect(await store.head()).toEqual({ position, recordedAt });
  });

  it('stands beside another log on the same server', async () => {
    const other = await openEventStoreDB({ url: `${server.url}&log=zone2` });
    await append('note-1', anEvent());
    await other.append('note-1', 'none', [anEvent(), anEvent()]);
    expect(await store.readAll({ after: 0, limit: 10 })).toHaveLength(1);
    expect(await other.readAll({ after: 0, limit: 10 })).toHaveLength(2);
    expect(other.log).not.toBe(store.log);
    await other.close();
  });

  it('is named once for all processes, at whatever moment they open it', async () => {
    const fresh = await startStandIn();
    const stores = await Promise.all(Array.from({ length: 5 }, () => openEventStoreDB({ url: fresh.url })));
    expect(new Set(stores.map(({ log }) => log)).size).toBe(1);
    await Promise.all(stores.map((each) => each.close()));
    await fresh.close();
  });

  it('refuses an append that is larger than the server takes, and says how large that is', async () => {
    const append = store.append('note-1', 'none', [anEvent({ data: { text: 'x'.repeat(1_100_000) } })]);
    await expect(append).rejects.toBeInstanceOf(InvalidEvent);
    await expect(append).rejects.toThrow(/1048576 bytes/);
    expect(ours()).toEqual([]);
  });

  it('refuses to open or to append while this machine’s clock is more than 5 s ahead of the server’s', async () => {
    await append('note-1', anEvent());
    server.log.clockOffset = -20_000;
    await expect(openEventStoreDB({ url: server.url })).rejects.toThrow(/clock of this machine is (19|20)\.\d s ahead/);
    await append('note-2', anEvent());
    await expect(append('note-3', anEvent())).rejects.toThrow(/ahead of the event store/);
    server.log.clockOffset = 0;
    expect(await append('note-3', anEvent())).toMatchObject({ revision: 0 });
  });

  it('refuses to append while this machine’s clock is more than 5 s behind the log', async () => {
    await append('note-1', anEvent());
    const late = await openEventStoreDB({ url: server.url, now: () => new Date(Date.now() - 10_000).toISOString() });
    await expect(late.append('note-2', 'none', [anEvent()])).rejects.toThrow(/behind the log by more than 5 s/);
    await late.close();
  });

  it('stamps later than whatever it has read, though another machine’s clock be ahead', async () => {
    const early = await openEventStoreDB({ url: server.url, now: () => new Date(Date.now() + 3000).toISOString() });
    const first = await early.append('note-1', 'none', [anEvent()]);
    const second = await store.append('note-1', 0, [anEvent()]);
    expect(second.recordedAt > first.recordedAt).toBe(true);
    await early.close();
  });

  it('refuses a stream that was truncated, and one that somebody else has written into', async () => {
    await append('note-1', anEvent(), anEvent());
    const { id, type, contentType, data } = ours()[0]!;
    server.log.write('liuhen.note-2', [{ id, type, contentType, data }]);
    await expect(store.readStream('note-2')).rejects.toThrow(/somebody else has written/);
    server.log.write('liuhen.note-3', [{ id, type, contentType, data: Buffer.from('no event') }]);
    await expect(store.readStream('note-3')).rejects.toBeInstanceOf(UnusableServer);
    server.log.truncate('liuhen.note-1', 1);
    await expect(store.readStream('note-1')).rejects.toThrow(/revision 1 where 0 is due/);
  });
});
