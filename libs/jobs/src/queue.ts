import { createPostgresBackend, type Job, Queue, type Telemetry, Worker } from 'bullmq';

/** Where the queue lives: in Redis when it is named, else in a schema of its own in PostgreSQL. `telemetry` carries traces into jobs. */
export type QueueOptions = { readonly connectionString: string; readonly redisUrl?: string; readonly onError: (error: Error) => void; readonly telemetry?: Telemetry };

/** What notes jobs in the traces of this process; loaded only when there are any. */
export async function jobTracing(): Promise<Telemetry> {
  const { BullMQOtel } = await import('bullmq-otel');
  return new BullMQOtel({ tracerName: 'liuhen-jobs' }) as Telemetry;
}

/** The schema of the queue in PostgreSQL; it holds nothing that is not derived from rows elsewhere. */
export const JOBS_SCHEMA = 'jobs';

const QUEUE = 'due-work';
const STOPPING_MS = 20_000;
const LETTING_GO_MS = 5000;

/** An open queue with the worker that empties it; one job at a time in each process. */
export type OpenQueue = { readonly queue: Pick<Queue, 'getJobCounts' | 'getJobs' | 'getJobScheduler' | 'upsertJobScheduler'>; /** Waits 20 s at most for the running job; with `force` lets go of it and of a connection that no longer answers. */ close(force?: boolean): Promise<void> };

/** Opens the queue on its backend, making what is not there, and begins to work. */
export function openQueue({ connectionString, redisUrl, onError, telemetry }: QueueOptions, work: (job: Job) => Promise<void>): OpenQueue {
  const shared = telemetry === undefined ? {} : { telemetry };
  const postgres = { connectionString, schema: JOBS_SCHEMA, migrate: true, max: 2 };
  const { queue, worker } = redisUrl === undefined
    ? { queue: new Queue(QUEUE, { connection: postgres, ...shared }, createPostgresBackend), worker: new Worker(QUEUE, work, { connection: postgres, ...shared }, createPostgresBackend) }
    : { queue: new Queue(QUEUE, { connection: { url: redisUrl, maxRetriesPerRequest: null }, ...shared }), worker: new Worker(QUEUE, work, { connection: { url: redisUrl, maxRetriesPerRequest: null }, ...shared }) };
  queue.on('error', onError);
  worker.on('error', onError);
  worker.on('failed', (_job, error) => onError(error));
  const close = (force = false): Promise<void> => within(force ? LETTING_GO_MS : STOPPING_MS, worker.close(force).then(() => queue.close()));
  return { queue, close };
}

/** Waits for something that may never come; what it comes to is of no interest. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => { timer = setTimeout(resolve, ms); });
  await Promise.race([promise.catch(() => {}), patience]);
  clearTimeout(timer);
}
