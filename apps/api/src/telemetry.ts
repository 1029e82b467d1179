import type { CommandBus } from '@nestjs/cqrs';
import { type CommandContext, type EventStore, observedStore, RefusedError } from '#event-store';
import { pipelineReadModel } from '#pipeline';
import type { ProcessManager } from '#processes';
import { lagOf, Metrics, startTracing, type Tracing } from '#telemetry';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import type { Core } from './core.ts';
import { productVersion } from './version.ts';

/** What a process tells of its work: always metrics, and traces where somebody takes them. */
export type Telemetry = { readonly metrics: Metrics; readonly tracing?: Tracing };

/** Begins to measure; loads what traces need only when they are wanted. */
export async function startTelemetry(process: 'api' | 'worker' | 'local', config: Pick<Config, 'eventStoreUrl' | 'redisUrl' | 'traces'>): Promise<Telemetry> {
  const log = config.eventStoreUrl === undefined ? 'postgresql' : 'eventstoredb';
  const version = productVersion();
  const queue = config.redisUrl === undefined ? 'postgresql' : 'redis';
  const metrics = new Metrics({ version, process, read_model: pipelineReadModel.version, log, queue });
  const tracing = config.traces === undefined ? undefined : await startTracing({ service: `liuhen-${process}`, version, ratio: config.traces.ratio });
  return { metrics, ...(tracing === undefined ? {} : { tracing }) };
}

/** The store with its appends measured and, where there are traces, noted in them. */
export function measured(store: EventStore, { metrics, tracing }: Telemetry): EventStore {
  if (!tracing) return observedStore(store, () => metrics.append());
  return observedStore(store, (stream, events) => {
    const [one, other] = [metrics.append(), tracing.append(stream, events)];
    return (outcome) => {
      one(outcome);
      other(outcome);
    };
  });
}

/** A process manager whose reactions are part of the traces of their events. */
export function traced(manager: ProcessManager, tracing: Tracing | undefined): ProcessManager {
  return tracing === undefined ? manager : { name: manager.name, react: (event) => tracing.reaction(manager.name, event, () => manager.react(event)) };
}

type Executed = { readonly constructor: { readonly name: string }; readonly context?: Pick<CommandContext, 'correlationId'> };

/**
 * From now on every command on the bus is measured, traced and told in one line: what, for which request, how it ended and
 * how long it took. What it said is not told; a repeat, which changes nothing, only at `debug`.
 */
export function observeCommands(bus: CommandBus, telemetry: Telemetry | undefined, logger: Logger): void {
  const execute = bus.execute.bind(bus) as (command: object) => Promise<unknown>;
  const observed = async (command: Executed): Promise<unknown> => {
    const { name } = command.constructor;
    const correlationId = command.context?.correlationId;
    const began = performance.now();
    const told = (outcome: string, code?: string): void => {
      const ms = performance.now() - began;
      telemetry?.metrics.command(name, outcome, ms);
      const level = outcome === 'failed' ? 'error' : outcome === 'repeated' ? 'debug' : 'info';
      logger[level]({ correlationId, command: name, outcome, ...(code === undefined ? {} : { code }), ms: Math.round(1000 * ms) / 1000 }, 'command');
    };
    try {
      const run = (): Promise<unknown> => execute(command);
      const answer = await (telemetry?.tracing ? telemetry.tracing.command(name, correlationId, run) : run());
      told((answer as { repeated?: boolean } | undefined)?.repeated === true ? 'repeated' : 'done');
      return answer;
    } catch (error) {
      if (error instanceof RefusedError) told(error.kind, error.code);
      else told('failed');
      throw error;
    }
  };
  (bus as { execute: unknown }).execute = observed;
}

/** Lets the metrics look up how far the read side and the process managers are behind the log. */
export function probeFollowers(metrics: Metrics, { store, read, access }: Pick<Core, 'store' | 'read' | 'access'>): void {
  metrics.probe({
    readSide: async () => ({ ...(await lagOf(store, await positionOf(read))), parked: await parkedOf(read) }),
    processes: async () => Promise.all((await cursorsOf(access, store.log)).map(async ({ name, position }) => ({ name, ...(await lagOf(store, position)) }))),
  });
}

/** The position this process's read schema has reached, as its checkpoint says. */
export async function positionOf(read: DataSource): Promise<number> {
  const [row] = await read.query<{ position: string }[]>('select position from checkpoint');
  return Number(row?.position ?? 0);
}

/** How many entities the read side could not fold. */
export async function parkedOf(read: DataSource): Promise<number> {
  const [row] = await read.query<{ parked: number }[]>('select count(*)::int as parked from parked');
  return row?.parked ?? 0;
}

/** Where each process manager stands in a log; none before a worker has run for the first time. */
export async function cursorsOf(access: DataSource, log: string): Promise<readonly { readonly name: string; readonly position: number }[]> {
  const [there] = await access.query<{ there: boolean }[]>(`select to_regclass('processes.cursors') is not null as there`);
  if (!there?.there) return [];
  const rows = await access.query<{ name: string; position: string }[]>('select name, position from processes.cursors where log = $1 order by name', [log]);
  return rows.map(({ name, position }) => ({ name, position: Number(position) }));
}
