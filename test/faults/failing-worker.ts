import { openPostgresEventStore } from '#event-store';
import { pipelineReadModel } from '#pipeline';
import { ProjectionRunner } from '#read-side';
import { catalogue } from '../../apps/api/src/event-catalogue.ts';

// A worker that feeds one read schema and, when it is told so, stops itself at a named place: by SIGKILL it is dead
// there, by SIGSTOP asleep. Whatever was written by then is what a crash or a long sleep leaves behind.
const { DATABASE_URL: connectionString = '', SCHEMA: schema = '', PLACE, BATCH = '50', SIGNAL = 'SIGKILL' } = process.env;
const store = await openPostgresEventStore({ connectionString });
let passed = 0;
const runner = new ProjectionRunner({
  connectionString, store, catalogue, model: pipelineReadModel, schema, batch: Number(BATCH),
  // The second batch, so that something stands already.
  failpoint: (place) => {
    if (place === PLACE && ++passed === 2) process.kill(process.pid, SIGNAL);
  },
  onAdvance: ({ position }) => process.stdout.write(`${JSON.stringify({ position })}\n`),
  onError: (error) => process.stdout.write(`${JSON.stringify({ error: error.message })}\n`),
});
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
await runner.run(stop.signal);
await store.close();
