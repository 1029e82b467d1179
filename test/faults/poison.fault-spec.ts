import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventCatalogue, type EventStore, type NewEvent, openPostgresEventStore } from '#event-store';
import { z } from 'zod';
import { catalogue } from '../../apps/api/src/event-catalogue.ts';
import { withClient } from '../judge/feed.ts';
import { filing } from '../journeys/script.ts';
import { freshKey } from '../support/client.ts';
import { type Compiled, compileSources, type Patch } from '../support/compiled.ts';
import { eventually } from '../support/embedded-program.ts';
import { readLog } from '../support/log.ts';
import { type Installation, startInstallation } from './installation.ts';
import { followers, settled, violations } from './invariants.ts';
import type { Journal } from './journal.ts';
import { answers, openJournal, startLoad } from './load.ts';
import { Mirror, schemaInUse } from './mirror.ts';

const POISON = '示例毒项目';

/** A worker with a bug: it cannot put one case on a card. */
const buggy: Patch = {
  file: 'libs/pipeline/src/card.projection.ts',
  find: `    case 'LeadRegistered': {\n`,
  replace: `    case 'LeadRegistered': {\n      if (event.data.title === '${POISON}') throw new TypeError('this build cannot read that title');\n`,
};
/** The build that runs, with one event type more than the product has; and that of next year: another type, and a newer schema of this one. */
const withTypes = (types: string): Patch => ({ file: 'apps/api/src/event-catalogue.ts', find: 'export const catalogue = eventCatalogue(\n', replace: `import { z } from 'zod';\nexport const catalogue = eventCatalogue(\n  { ${types} },\n` });
const today = withTypes('FirmDrawn: { schema: 1, data: z.looseObject({}) }');
const nextYear = withTypes('FirmDrawn: { schema: 2, data: z.looseObject({}), upcast: { 1: (data) => data } }, FirmSungAbout: { schema: 1, data: z.looseObject({}) }');
const knownNextYear = eventCatalogue(catalogue.types, { FirmDrawn: { schema: 2, data: z.looseObject({}) }, FirmSungAbout: { schema: 1, data: z.looseObject({}) } });

jest.setTimeout(120_000);

let installation: Installation;
let journal: Journal;
let store: EventStore;
const builds: Compiled[] = [];

async function build(...patches: readonly Patch[]): Promise<Compiled> {
  const compiled = await compileSources({ patches });
  builds.push(compiled);
  return compiled;
}

beforeAll(async () => {
  installation = await startInstallation({ members: ['api1', 'worker1'], compiled: await build(today) });
  journal = await openJournal(installation);
  store = await openPostgresEventStore({ connectionString: installation.databaseUrl });
});
afterAll(async () => {
  await store?.close();
  await journal?.close();
  await installation?.stop();
  for (const compiled of builds) await compiled.remove();
});

async function work(): Promise<void> {
  const load = startLoad(journal, installation.as, 4, freshKey());
  await answers(journal, 20);
  await load.stop();
}

const parked = async (): Promise<readonly { projection: string; entity: string; reason: string }[]> => {
  const schema = await schemaInUse(installation.databaseUrl);
  return withClient(installation.databaseUrl, async (client) => (await client.query<{ projection: string; entity: string; reason: string }>(`select projection, entity, reason from ${schema}.parked order by projection`)).rows);
};
const reached = async (): Promise<number> => (await followers(installation.databaseUrl, await schemaInUse(installation.databaseUrl))).find(({ name }) => name === 'read side')?.position ?? 0;

/** Puts an event straight into the log, as a build of next year would. */
async function append(type: string, schema: number): Promise<number> {
  const id = crypto.randomUUID();
  const event: NewEvent = { id, type, schema, occurredOn: '2026-01-05', actor: { account: 'someone', unit: null, role: 'member' }, correlationId: id, causationId: id, commandKey: { id, digest: '' }, via: 'rule', data: {} };
  return (await store.append(`firm-${id}`, 'none', [event])).position;
}

describe('a poison event', () => {
  it('of which a build cannot fold one case: that case is parked with the reason, every other one goes on', async () => {
    await installation.replace('worker1', await build(today, buggy));
    const { body } = await journal.send(installation.as('nm.member'), '/leads', filing({ investor: '示例毒企业', title: POISON }), { permitted: true });
    await work();
    await settled(installation.databaseUrl);
    // A track follows the card, so it stands still with it.
    expect(await parked()).toEqual(['cards', 'tracks'].map((projection) => ({ projection, entity: String(body['id']), reason: 'TypeError: this build cannot read that title' })));
    const found = await violations({ databaseUrl: installation.databaseUrl, entries: () => journal.entries(), settled: true });
    expect(found.map(({ invariant }) => invariant)).toEqual(['nothing-parked', 'nothing-parked']);
  });

  it.each([['of an unknown type', 'FirmSungAbout', 1], ['of a newer schema', 'FirmDrawn', 2]] as const)('%s: the read side halts before it, says where, and drops nothing', async (_, type, schema) => {
    await installation.replace('worker1', await build(today));
    const position = await append(type, schema);
    await work();
    await eventually(async () => expect(await reached()).toBe(position - 1), 30_000);
    await eventually(async () => expect(installation.said().some((line) => line.includes(`at position ${position} (${type}, schema ${schema})`))).toBe(true), 30_000);
    expect(await reached()).toBe(position - 1);
    const log = await readLog(installation.databaseUrl);
    expect(log[position - 1]).toMatchObject({ type, schema });
    const { body } = await installation.as('office').at(0).get('/health/ready');
    expect(body).toMatchObject({ log: log.length, read: position - 1 });
    await installation.replace('worker1', await build(nextYear));
    await settled(installation.databaseUrl);
    expect((await readLog(installation.databaseUrl)).slice(0, log.length)).toEqual(log);
  });

  it('leaves a read side that equals a rebuild in everything but the parked case', async () => {
    const { databaseUrl } = installation;
    const [{ entity } = { entity: '' }] = await parked();
    const mirror = await Mirror.open(databaseUrl, store, 'mirror', knownNextYear);
    const found = await violations({ databaseUrl, entries: () => journal.entries(), mirror, settled: true });
    const tables = found.filter(({ invariant }) => invariant === 'rebuild-equals-live').map(({ what }) => (what as { table: string }).table);
    expect(tables.filter((table) => !/^(cards|tracks|parked)/.test(table))).toEqual([]);
    const live = await schemaInUse(databaseUrl);
    const differing = (one: string, other: string): Promise<readonly { entity: string }[]> => withClient(databaseUrl, async (client) =>
      (await client.query<{ entity: string }>(`select distinct entity from (select entity, row_to_json(t)::text from ${one}.cards t except select entity, row_to_json(t)::text from ${other}.cards t) as differing`)).rows);
    expect(await differing('mirror', live)).toEqual([{ entity }]);
    expect(await differing(live, 'mirror')).toEqual([]);
  });
});
