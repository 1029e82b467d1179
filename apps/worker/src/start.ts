import type { INestApplicationContext } from '@nestjs/common';
import type { Position } from '#event-store';
import { type DueRun, jobTracing, scheduleDueWork } from '#jobs';
import { ProcessRunner } from '#processes';
import { type AppliedBatch, ReadSideFeeder } from '#read-side';
import type { Logger } from 'pino';
import { tellable } from '../../api/src/logging.ts';
import type { Checks } from '../../api/src/readiness.ts';
import { traced } from '../../api/src/telemetry.ts';
import type { Config } from '../../api/src/config.ts';
import type { Core } from '../../api/src/core.ts';
import { catalogue } from '../../api/src/event-catalogue.ts';
import { readModelOver } from '../../api/src/open-log.ts';
import { dueWorks, processManagers } from './followers.ts';

/** A run that has waited so long for its turn is not coming: nobody works, or one runs without end. */
const QUEUE_LATE_MS = 5 * 60_000;

/** A running worker: the read side, the process managers and due work; the core stays open. */
export type RunningWorker = { readonly projections: ReadSideFeeder; readonly processes: readonly ProcessRunner[]; /** What its health depends on besides the core. */ readonly checks: Checks; close(): Promise<void> };

/**
 * Starts what follows the log, over an opened core and an application that knows the command handlers. `seed` runs when
 * the read side is fed and nothing reacts yet: a demonstration makes its own reactions, on its own clock, and answers
 * the position up to which it has.
 */
export async function startWorker(
  core: Core,
  app: INestApplicationContext,
  config: Pick<Config, 'databaseUrl' | 'redisUrl'>,
  logger: Logger,
  seed: () => Promise<Position> = async () => 0,
): Promise<RunningWorker> {
  const onError = (error: Error) => logger.error({ err: tellable(error) }, 'worker');
  const { store, reached, clock, telemetry } = core;
  const { metrics, tracing } = telemetry ?? {};
  const connectionString = config.databaseUrl;
  const stop = new AbortController();

  const onBatch = ({ events, ms }: AppliedBatch): void => {
    metrics?.projection(events.length, ms, events[0]?.recordedAt ?? '');
    tracing?.projected(events, ms);
  };
  const onParked = (schema: string, parked: number) => logger.warn({ schema, parked }, parked > 0 ? 'read side degraded: entities are parked' : 'no entity is parked any more');
  const projections = new ReadSideFeeder({ connectionString, store, catalogue, model: readModelOver(store), onAdvance: (advanced) => reached.hear(advanced), onError, onBatch, onParked });
  const running = [projections.run(stop.signal)];
  const startAfter = await seed();
  const processes = processManagers(app).map((manager) => new ProcessRunner({ connectionString, store, catalogue, manager: traced(manager, tracing), startAfter, onError }));
  running.push(...processes.map((process) => process.run(stop.signal)));
  const observe = (run: DueRun): void => {
    metrics?.dueWork(run);
    const { id, name, lateMs, ms, error } = run;
    logger[error ? 'error' : 'info']({ correlationId: id, job: name, outcome: error ? 'failed' : 'done', lateMs: Math.round(lateMs), ms: Math.round(ms) }, 'job');
  };
  const jobs = await scheduleDueWork({ connectionString, redisUrl: config.redisUrl, onError, observe, ...(tracing && { telemetry: await jobTracing() }) }, dueWorks(app, core.read, clock));
  metrics?.probe({ queue: () => jobs.state() });

  return {
    projections,
    processes,
    checks: {
      async runner() {
        const { state, reason } = projections.health;
        return state === 'halted' ? { status: 'degraded', state, reason } : { status: 'ok', state };
      },
      async queue() {
        const { waiting, failed, oldestMs } = await jobs.state();
        return { status: oldestMs > QUEUE_LATE_MS ? 'degraded' : 'ok', waiting, failed, oldestSeconds: Math.round(oldestMs / 1000) };
      },
    },
    async close() {
      stop.abort();
      await jobs.close();
      await Promise.all(running);
    },
  };
}
