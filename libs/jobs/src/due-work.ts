import type { Job } from 'bullmq';
import { openQueue, type OpenQueue, type QueueOptions } from './queue.ts';
import { assertKeepsKeys } from './redis-policy.ts';

/**
 * Work that falls due with time. `run` derives what is due from rows, not from jobs, and may be called at any moment, twice, or after a
 * long pause: so a lost queue loses nothing.
 */
export type DueWork = { readonly name: string; readonly everyMs: number; run(): Promise<void> };

/** A run as it ended: its id in the queue, how long after its time it began, and how long it took. */
export type DueRun = { readonly id: string; readonly name: string; readonly lateMs: number; readonly ms: number; readonly error?: Error };

/** What the queue holds; `oldestMs` is the age of the oldest run that waits though its time has come. */
export type QueueState = { readonly waiting: number; readonly delayed: number; readonly active: number; readonly failed: number; readonly oldestMs: number };

/** How due work is run: `observe` is told of every run, `checkMs` is how often the queue is looked after (default 15 s). */
export type JobsOptions = QueueOptions & { readonly checkMs?: number; readonly observe?: (run: DueRun) => void };

/** Due work that runs; `state` rejects while the queue cannot be reached. */
export type Schedule = { state(): Promise<QueueState>; close(): Promise<void> };

const RUN = { attempts: 5, backoff: { type: 'exponential', delay: 1000 }, removeOnComplete: 50, removeOnFail: 200 };
const LATE_MS = 60_000;

/**
 * Runs due work by its clock, on one of however many workers there are; a failed run is tried again. The queue is only the
 * clock: whoever wipes it, or drops its schema, finds it made again within `checkMs`, and what fell due meanwhile is done then.
 * Throws `UnsuitableRedis`.
 */
export async function scheduleDueWork(options: JobsOptions, works: readonly DueWork[]): Promise<Schedule> {
  if (options.redisUrl !== undefined) await assertKeepsKeys(options.redisUrl);
  const keeper = new Keeper(options, works);
  await keeper.start();
  return keeper;
}

/** Opens the queue and looks after it. */
class Keeper implements Schedule {
  private open: OpenQueue;
  private timer: NodeJS.Timeout | undefined;
  private checking: Promise<void> | undefined;
  private closed = false;

  constructor(
    private readonly options: JobsOptions,
    private readonly works: readonly DueWork[],
  ) {
    this.open = this.openAnew();
  }

  async start(): Promise<void> {
    try {
      await this.arm();
    } catch (error) {
      await this.open.close(true);
      throw error;
    }
    this.timer = setInterval(() => void (this.checking ??= this.check().finally(() => (this.checking = undefined))), this.options.checkMs ?? 15_000);
  }

  async state(): Promise<QueueState> {
    const { queue } = this.open;
    const counts = await queue.getJobCounts('waiting', 'delayed', 'active', 'failed');
    const [oldest] = await queue.getJobs(['waiting'], 0, 0, true);
    const of = (name: string): number => counts[name] ?? 0;
    return { waiting: of('waiting'), delayed: of('delayed'), active: of('active'), failed: of('failed'), oldestMs: oldest ? lateness(oldest) : 0 };
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.checking;
    await this.open.close();
  }

  /** A queue that lacks a schedule gets it again; one that cannot be asked is opened anew, which makes what is missing. */
  private async check(): Promise<void> {
    try {
      await this.arm();
    } catch (error) {
      if (this.closed) return;
      this.options.onError(error as Error);
      const broken = this.open;
      this.open = this.openAnew();
      await broken.close(true);
      if (!this.closed) await this.arm().catch(this.options.onError);
    }
  }

  private openAnew(): OpenQueue {
    return openQueue(this.options, (job) => this.run(job));
  }

  private async arm(): Promise<void> {
    for (const work of this.works) {
      if (await isArmed(this.open.queue, work)) continue;
      await this.open.queue.upsertJobScheduler(work.name, { every: work.everyMs }, { name: work.name, opts: RUN });
    }
  }

  private async run(job: Job): Promise<void> {
    // A name from another build, with other works, is left to that build's workers.
    const work = this.works.find(({ name }) => name === job.name);
    if (!work) return;
    const began = performance.now();
    const lateMs = lateness(job);
    const told = (error?: Error) => this.options.observe?.({ id: job.id ?? '', name: work.name, lateMs, ms: performance.now() - began, ...(error === undefined ? {} : { error }) });
    try {
      await work.run();
    } catch (error) {
      told(error as Error);
      throw error;
    }
    told();
  }
}

/** Whether a schedule is there, as it should be, and with a next run that is not long past: a half-wiped queue keeps the one without the other. */
async function isArmed(queue: OpenQueue['queue'], { name, everyMs }: DueWork): Promise<boolean> {
  const schedule = await queue.getJobScheduler(name);
  if (!schedule || schedule.every !== everyMs) return false;
  return (schedule.next ?? 0) > Date.now() - Math.max(LATE_MS, 2 * everyMs);
}

/** Milliseconds since a job's time came. */
function lateness({ timestamp, delay, opts }: Pick<Job, 'timestamp' | 'delay' | 'opts'>): number {
  return Math.max(0, Date.now() - (timestamp + (delay || opts.delay || 0)));
}
