import { type EventCatalogue, type EventStore, type Position } from '#event-store';
import { pipelineReadModel } from '#pipeline';
import { createReadSchema, ensureReadSchema, ProjectionRunner, type ReadModel } from '#read-side';
import pg from 'pg';

/** How a log is fed to a runner: the size of each batch, and at which positions a new runner takes over. */
export type Feeding = { readonly sizes: () => number; readonly restarts?: readonly Position[] };

/** Runs one piece of work over a connection of its own. */
export async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Creates an empty read schema of a name beside all others. */
export async function emptySchema(connectionString: string, schema: string, model: ReadModel = pipelineReadModel): Promise<void> {
  await withClient(connectionString, async (client) => {
    await ensureReadSchema(client, pipelineReadModel);
    await createReadSchema(client, model, schema);
  });
}

/** Fills a schema with everything in the log through real runners. */
export async function project(connectionString: string, store: EventStore, catalogue: EventCatalogue, schema: string, { sizes, restarts = [] }: Feeding): Promise<void> {
  const { position: head } = await store.head();
  let reached: Position = 0;
  for (const until of [...restarts, head]) {
    if (reached >= until) continue;
    const stop = new AbortController();
    const onAdvance = ({ position }: { position: Position }): void => {
      reached = position;
      if (position >= until) stop.abort();
    };
    const errors: Error[] = [];
    const onError = (error: Error): void => { errors.push(error); stop.abort(); };
    const runner = new ProjectionRunner({ connectionString, store: inBatches(store, sizes), catalogue, model: pipelineReadModel, schema, onAdvance, onError });
    await runner.run(stop.signal);
    if (errors[0]) throw errors[0];
    if (runner.health.parked > 0) throw new Error(`${runner.health.parked} entities of ${schema} were parked`);
  }
}

/** The same log, handed out in batches of given sizes. */
export function inBatches(store: EventStore, sizes: () => number): EventStore {
  async function* subscribe({ after, signal }: { after: Position; signal: AbortSignal }): ReturnType<EventStore['subscribe']> & AsyncGenerator {
    let position = after;
    while (!signal.aborted) {
      const events = await store.readAll({ after: position, limit: sizes() });
      if (events.length > 0) yield events;
      else await new Promise((resolve) => setTimeout(resolve, 20));
      position = events.at(-1)?.position ?? position;
    }
  }
  return { log: store.log, append: (...args) => store.append(...args), readStream: (...args) => store.readStream(...args), readAll: (options) => store.readAll(options), head: () => store.head(), close: () => store.close(), subscribe };
}
