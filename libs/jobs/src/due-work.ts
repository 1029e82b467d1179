import { createPostgresBackend, Queue, Worker } from 'bullmq';

/**
 * Work that falls due with time. `run` derives what is due from rows, not from jobs, and may be called at any moment, twice, or after a
 * long pause: so a lost queue loses nothing.
 */
export type DueWork = { readonly name: string; readonly everyMs: number; run(): Promise<void> };

/** Where the queue lives: in Redis when it is named, else in a schema of its own in PostgreSQL. */
export type JobsOptions = { readonly connectionString: string; readonly redisUrl?: string; readonly onError: (error: Error) => void };

const QUEUE = 'due-work';
const SCHEMA = 'jobs';

/** Runs due work by its clock, on one of however many workers there are; a failed run is tried again. */
export async function scheduleDueWork(options: JobsOptions, works: readonly DueWork[]): Promise<{ close(): Promise<void> }> {
  const { queue, worker } = options.redisUrl === undefined ? onPostgres(options, works) : onRedis(options.redisUrl, works);
  queue.on('error', options.onError);
  worker.on('error', options.onError);
  worker.on('failed', (_job, error) => options.onError(error));
  for (const { name, everyMs } of works) {
    const opts = { attempts: 5, backoff: { type: 'exponential', delay: 1000 }, removeOnComplete: 50, removeOnFail: 200 };
    await queue.upsertJobScheduler(name, { every: everyMs }, { name, opts });
  }
  return {
    async close() {
      await worker.close();
      await queue.close();
    },
  };
}

function onPostgres({ connectionString }: JobsOptions, works: readonly DueWork[]) {
  const connection = { connectionString, schema: SCHEMA, migrate: true, max: 2 };
  return {
    queue: new Queue(QUEUE, { connection }, createPostgresBackend),
    worker: new Worker(QUEUE, ({ name }) => runOne(works, name), { connection, concurrency: 1 }, createPostgresBackend),
  };
}

function onRedis(redisUrl: string, works: readonly DueWork[]) {
  const connection = { url: redisUrl, maxRetriesPerRequest: null };
  return { queue: new Queue(QUEUE, { connection }), worker: new Worker(QUEUE, ({ name }) => runOne(works, name), { connection, concurrency: 1 }) };
}

async function runOne(works: readonly DueWork[], name: string): Promise<void> {
  await works.find((work) => work.name === name)?.run();
}
