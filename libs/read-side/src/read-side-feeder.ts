import type { EventCatalogue, EventStore } from '#event-store';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Advanced, ProjectionRunner, RUNNER_LOCK, type RunnerHealth, type RunnerOptions } from './projection-runner.ts';
import type { ReadModel } from './projection.ts';
import { dropUnread, ensureReadSchema, isRead, pointedSchema, positionOf, type ReadSchema, readSchemas } from './read-schema.ts';
import { rebuild, RebuildRunning } from './rebuild.ts';
import { withClient } from './with-client.ts';

export type FeederOptions = {
  readonly connectionString: string;
  readonly store: EventStore;
  readonly catalogue: EventCatalogue;
  readonly model: ReadModel;
  readonly onAdvance?: (advanced: Advanced) => void;
  readonly onError?: (error: Error) => void;
  readonly onBatch?: RunnerOptions['onBatch'];
  /** Told whenever the number of parked entities changes: 0 is well, all else degraded. */
  readonly onParked?: (schema: string, parked: number) => void;
  readonly failpoint?: RunnerOptions['failpoint'];
  /** How long a retired schema is kept although nobody reads it, in seconds (default 30). */
  readonly graceSeconds?: number;
};

type Feeding = { readonly runner: ProjectionRunner; readonly stop: () => Promise<void>; parked: number };

const LOOK_MS = 500;
/** A log longer than this is not folded event by event into an empty schema, but in bulk into another. */
const FEW_EVENTS = 20_000;

/**
 * Keeps the read side of one version fed: the schema that serves, and after a rebuild the one before for as long as
 * somebody reads it, which it then drops. The first schema of a version over a long log is filled by a rebuild.
 */
export class ReadSideFeeder {
  private readonly feeding = new Map<string, Feeding>();
  private serving: string | undefined;
  private filling = false;

  constructor(private readonly options: FeederOptions) {}

  /** How the schema in use is fed from here. */
  get health(): RunnerHealth {
    const serving = this.serving === undefined ? undefined : this.feeding.get(this.serving);
    return serving?.runner.health ?? { state: 'standby', position: 0, parked: 0, ...(this.filling ? { reason: 'a new read schema is being filled' } : {}) };
  }

  /** Runs until the signal aborts, and until everything it started has ended. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look(signal).catch((error: Error) => this.options.onError?.(error));
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
    await Promise.all([...this.feeding.keys()].map((name) => this.stop(name)));
  }

  private async look(signal: AbortSignal): Promise<void> {
    const { connectionString, model } = this.options;
    const [schemas, pointed] = await withClient(connectionString, async (client) => {
      // Once per process: whoever comes first makes the registry, and this version's schema.
      if (this.serving === undefined) await ensureReadSchema(client, model);
      return [await readSchemas(client, model.version), await pointedSchema(client, model.version)] as const;
    });
    if (await this.fillFirst(schemas.find(({ name }) => name === pointed), signal)) return;
    this.serving = pointed;
    const wanted = schemas.filter(({ state }) => state === 'serving' || state === 'retired').map(({ name }) => name);
    for (const name of this.feeding.keys()) if (!wanted.includes(name)) await this.stop(name);
    for (const name of wanted) this.feed(name);
    await this.noteCaughtUp(schemas);
    for (const schema of schemas) if (schema.state === 'retired' && schema.retiredForSeconds > (this.options.graceSeconds ?? 30)) await this.drop(schema.name);
    this.tellParked();
  }

  private feed(schema: string): void {
    if (this.feeding.has(schema)) return;
    const { connectionString, store, catalogue, model, onAdvance, onError, onBatch, failpoint } = this.options;
    const stopping = new AbortController();
    const runner = new ProjectionRunner({ connectionString, store, catalogue, model, schema, onAdvance, onError, onBatch, failpoint });
    const ended = runner.run(stopping.signal);
    this.feeding.set(schema, { runner, parked: 0, stop: () => (stopping.abort(), ended) });
  }

  private async stop(schema: string): Promise<void> {
    const feeding = this.feeding.get(schema);
    this.feeding.delete(schema);
    await feeding?.stop();
  }

  /** True while the schema in use is empty, the log long, and a bulk filling under way, here or in another worker. */
  private async fillFirst(schema: ReadSchema | undefined, signal: AbortSignal): Promise<boolean> {
    if (!schema || schema.caughtUp || this.feeding.has(schema.name)) return false;
    const { connectionString, store } = this.options;
    if ((await withClient(connectionString, (client) => positionOf(client, schema.name))) > 0) return false;
    if ((await store.readAll({ after: 0, limit: FEW_EVENTS + 1 })).length <= FEW_EVENTS) return false;
    this.filling = true;
    try {
      await rebuild({ ...this.options, signal, compare: false, force: true });
    } catch (error) {
      if (!(error instanceof RebuildRunning)) throw error;
    } finally {
      this.filling = false;
    }
    return true;
  }

  private async noteCaughtUp(schemas: readonly ReadSchema[]): Promise<void> {
    const serving = schemas.find(({ name }) => name === this.serving);
    if (!serving || serving.caughtUp) return;
    const { position: head } = await this.options.store.head();
    await withClient(this.options.connectionString, async (client) => {
      if ((await positionOf(client, serving.name)) >= head) await client.query('update read_side.schemas set caught_up_at = now() where name = $1', [serving.name]);
    });
  }

  private async drop(schema: string): Promise<void> {
    if (await withClient(this.options.connectionString, (client) => isRead(client, schema))) return;
    await this.stop(schema);
    // A worker elsewhere may lead its runner: it comes to the same conclusion and lets go, and one of both drops it.
    await withClient(this.options.connectionString, (client) => dropUnread(client, schema, RUNNER_LOCK));
  }

  private tellParked(): void {
    for (const [schema, feeding] of this.feeding) {
      const { parked } = feeding.runner.health;
      if (parked === feeding.parked) continue;
      feeding.parked = parked;
      this.options.onParked?.(schema, parked);
    }
  }
}
