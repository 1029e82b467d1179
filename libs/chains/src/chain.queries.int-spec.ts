import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, eventCatalogue, memoryEventStore, RefusedError } from '#event-store';
import { createReadSchema, openReadDataSource, ProjectionRunner, type ReadModel } from '#read-side';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.ts';
import { type ChainEvent, chainEvents } from './chain.events.ts';
import { ChainQueries, LibraryQueries } from './chain.queries.ts';
import { chainsRows, chainsSql } from './chain.read.ts';
import { type LibraryEvent, libraryEvents } from './library.events.ts';

const office: Actor = { account: 'office', unit: null, role: 'office' };
const model: ReadModel = { version: 'chains-spec', sql: chainsSql, rows: chainsRows, history: { table: 'nothing', entitiesOf: () => [] }, temporal: [] };
const link = (code: string): ChainEvent => ({ type: 'LinkAdded', data: { chain: 'NM', code, segment: 'NM2', name: `链点${code}`, stage: 'downstream', stageSource: 'researcher', status: 'MISSING', anchors: [] } });
const project = (number: number): LibraryEvent => ({
  type: 'LibraryProjectEntered',
  data: { id: `NM-0${number}`, chain: 'NM', sectorText: '新材料', number, raw: '原文', investor: null, project: `项目${number}`, capacities: [{ text: '20万吨/年', value: 200_000, unit: '吨' }], batch: 'implement', source: '专栏 3' },
});
const log: readonly (readonly [string, ChainEvent | LibraryEvent])[] = [
  ['chain-NM', { type: 'ChainEstablished', data: { code: 'NM', name: '新材料' } }],
  ['chain-NM', { type: 'SegmentAdded', data: { code: 'NM2', chain: 'NM', name: '化工新材料', anchors: ['某集团'] } }],
  ['chain-NM', link('NM2.06')],
  ['chain-NM', link('NM2.05')],
  ['chain-NM', { type: 'LinkStatusChanged', data: { code: 'NM2.05', from: 'MISSING', to: 'HAVE', reason: { clear: '投产' } } }],
  ...[1, 2, 3].map((number): readonly [string, LibraryEvent] => [`library-NM-0${number}`, project(number)]),
];

let database: FreshDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await freshDatabase('chains');
  const store = memoryEventStore();
  for (const [index, [stream, { type, data }]] of log.entries()) {
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    await store.append(stream, 'any', [{ id, type, schema: 1, occurredOn: '2026-03-02', actor: office, correlationId: id, causationId: id, commandKey: { id, digest: 'spec' }, via: 'api', data }]);
  }
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query(`do $$ begin create role liuhen_reader nologin; exception when duplicate_object or unique_violation then null; end $$; grant liuhen_reader to current_user`);
    await createReadSchema(client, { ...model, sql: `create table nothing (position bigint); ${chainsSql}` }, 'read_chains_spec');
  } finally {
    await client.end();
  }
  const stop = new AbortController();
  const errors: Error[] = [];
  await new ProjectionRunner({
    connectionString: database.url, store, catalogue: eventCatalogue(chainEvents, libraryEvents), model, schema: 'read_chains_spec',
    onAdvance: ({ position }) => { if (position === log.length) stop.abort(); },
    onError: (error) => { errors.push(error); stop.abort(); },
  }).run(stop.signal);
  expect(errors).toEqual([]);
  source = await openReadDataSource(database.url, 'read_chains_spec', 2);
});

afterAll(async () => {
  await source?.destroy();
  await database.drop();
});

describe('the chain map and the library, read from the read schema', () => {
  it('show chains with segments and links in the order of codes, and the position they were computed at', async () => {
    const { position, chains } = await new ChainQueries(source).chains(office);
    expect(position).toBe(log.length);
    expect(chains).toEqual([{
      code: 'NM', name: '新材料', segments: [{
        code: 'NM2', name: '化工新材料', anchors: ['某集团'], links: [
          { code: 'NM2.05', segment: 'NM2', name: '链点NM2.05', stage: 'downstream', stageSource: 'researcher', status: 'HAVE', statusSince: '2026-03-02', gb4754Suggested: null, anchors: [] },
          { code: 'NM2.06', segment: 'NM2', name: '链点NM2.06', stage: 'downstream', stageSource: 'researcher', status: 'MISSING', statusSince: '2026-03-02', gb4754Suggested: null, anchors: [] },
        ],
      }],
    }]);
  });

  it('page the library by a cursor, each project once', async () => {
    const library = new LibraryQueries(source);
    const first = await library.library(office, { limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(['NM-01', 'NM-02']);
    const second = await library.library(office, { limit: 2, cursor: first.cursor ?? '' });
    expect([second.items.map(({ id }) => id), second.cursor]).toEqual([['NM-03'], null]);
    expect(first.items[0]).toMatchObject({ investor: null, enterpriseId: null, batch: 'implement', enteredOn: '2026-03-02', capacities: [{ value: 200_000 }] });
  });

  it('filter the library, and answer nothing for what is not there', async () => {
    const library = new LibraryQueries(source);
    expect((await library.library(office, { limit: 50, batch: 'reserve' })).items).toEqual([]);
    expect((await library.library(office, { limit: 50, chain: 'NM', batch: 'implement' })).items.length).toBe(3);
  });

  it('are not for officers who see no business data', async () => {
    const admin: Actor = { account: 'sysadmin', unit: null, role: 'system-admin' };
    await expect(new ChainQueries(source).chains(admin)).rejects.toThrow(RefusedError);
    await expect(new LibraryQueries(source).library(admin, { limit: 50 })).rejects.toThrow(RefusedError);
  });
});
