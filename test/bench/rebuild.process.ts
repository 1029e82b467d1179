import { catalogue } from '../../apps/api/src/event-catalogue.ts';
import { openPostgresEventStore } from '../../libs/event-store/src/index.ts';
import { pipelineReadModel } from '../../libs/pipeline/src/index.ts';
import { createReadSchema, ensureReadSchema, fill } from '../../libs/read-side/src/index.ts';
import { withClient } from '../judge/feed.ts';

/*
 * One measurement in a process of its own, so that its memory is its own: WHAT is `fill` (all projections from zero into
 * a new schema, indexes included) or `bare` (the log read in pages of 2,000 rows by a bare client, bytes untouched).
 * Says seconds, and the most resident memory there was, in MB.
 */
const { WHAT, DATABASE_URL: connectionString = '', SCHEMA = 'measured' } = process.env;

let peak = 0;
const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 20);
const began = performance.now();
const events = await (WHAT === 'bare' ? readBare() : fillSchema());
const seconds = (performance.now() - began) / 1000;
clearInterval(watch);
process.stdout.write(`${JSON.stringify({ seconds, events, peakMb: Math.max(peak, process.memoryUsage().rss) / 1024 / 1024 })}\n`);

async function readBare(): Promise<number> {
  return withClient(connectionString, async (client) => {
    let [read, after] = [0, '0'];
    for (;;) {
      const { rows } = await client.query<{ position: string; canonical: Buffer }>({ name: 'bare', text: 'select position, canonical from log.events where position > $1 order by position limit 2000', values: [after] });
      read += rows.length;
      if (rows.length === 0) return read;
      after = rows.at(-1)!.position;
    }
  });
}

async function fillSchema(): Promise<number> {
  const store = await openPostgresEventStore({ connectionString });
  await withClient(connectionString, async (client) => {
    await ensureReadSchema(client, pipelineReadModel);
    await createReadSchema(client, pipelineReadModel, SCHEMA);
  });
  const { position, parked } = await fill({ connectionString, store, catalogue, model: pipelineReadModel, schema: SCHEMA, signal: new AbortController().signal });
  if (parked > 0) throw new Error(`${parked} entities were parked`);
  await store.close();
  return position;
}
