import type { INestApplicationContext } from '@nestjs/common';
import type { Position } from '#event-store';
import { scheduleDueWork } from '#jobs';
import { pipelineReadModel } from '#pipeline';
import { ProcessRunner } from '#processes';
import { ProjectionRunner } from '#read-side';
import type { Logger } from 'pino';
import type { Config } from '../../api/src/config.ts';
import type { Core } from '../../api/src/core.ts';
import { catalogue } from '../../api/src/event-catalogue.ts';
import { dueWorks, processManagers } from './followers.ts';

/** A running worker: the read side, the process managers and due work; the core stays open. */
export type RunningWorker = { readonly projections: ProjectionRunner; readonly processes: readonly ProcessRunner[]; close(): Promise<void> };

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
  const onError = (error: Error) => logger.error({ err: { type: error.name, message: error.message } }, 'worker');
  const { store, reached, clock } = core;
  const connectionString = config.databaseUrl;
  const stop = new AbortController();

  const projections = new ProjectionRunner({ connectionString, store, catalogue, model: pipelineReadModel, schema: reached.schema, onAdvance: (advanced) => reached.hear(advanced), onError });
  const running = [projections.run(stop.signal)];
  const startAfter = await seed();
  const processes = processManagers(app).map((manager) => new ProcessRunner({ connectionString, store, catalogue, manager, startAfter, onError }));
  running.push(...processes.map((process) => process.run(stop.signal)));
  const jobs = await scheduleDueWork({ connectionString, redisUrl: config.redisUrl, onError }, dueWorks(app, core.read, clock));

  return {
    projections,
    processes,
    async close() {
      stop.abort();
      await jobs.close();
      await Promise.all(running);
    },
  };
}
