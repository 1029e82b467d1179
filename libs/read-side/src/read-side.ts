import type { EventStore } from '#event-store';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import type { ReadModel } from './projection.ts';
import { isIdle, openReadDataSource } from './read-data-source.ts';
import { ReadPosition } from './read-position.ts';
import { ensureReadSchema, pointedSchema, positionOf } from './read-schema.ts';
import { withClient } from './with-client.ts';

export type ReadSideOptions = { readonly connectionString: string; readonly model: ReadModel; readonly store: EventStore; readonly poolSize?: number; readonly onError?: (error: Error) => void; /** Told when readers have moved to another schema. */ readonly onMoved?: (schema: string) => void };

const LOOK_MS = 1000;
/** A request that has just taken hold of the old `DataSource` may not have a connection of it yet. */
const LINGER_MS = 1000;
/** How long readers stand still at most for a switch; when the next schema is no nearer by then, they go on and it is tried again. */
const STILL_MS = 500;

/**
 * What a process reads through: the schema the pointer names, and when a rebuild has moved the pointer, the next one,
 * without a restart. `dataSource` is always the present one; what is under way on the one before ends there undisturbed,
 * however long it takes, and keeps that schema alive.
 */
export class ReadSide {
  /** Whatever is asked of it is asked of the `DataSource` of the schema now read; statements are prepared anew on each. */
  readonly dataSource: DataSource;
  private readonly closing = new AbortController();
  private draining: Promise<void> = Promise.resolve();
  private following: Promise<void> = Promise.resolve();

  private constructor(private readonly options: ReadSideOptions, private current: DataSource, readonly reached: ReadPosition) {
    this.dataSource = new Proxy({} as DataSource, {
      get: (_, key) => {
        const value: unknown = Reflect.get(this.current, key, this.current);
        return typeof value === 'function' ? (value.bind(this.current) as unknown) : value;
      },
    });
  }

  /** Opens the schema of a model's version, which is created when there is none, and follows the pointer from then on. */
  static async open(options: ReadSideOptions): Promise<ReadSide> {
    const { connectionString, model, store, onError, poolSize } = options;
    const schema = await withClient(connectionString, (client) => ensureReadSchema(client, model));
    const reached = new ReadPosition(connectionString, schema, store, onError);
    await reached.open();
    try {
      const side = new ReadSide(options, await openReadDataSource(connectionString, schema, poolSize), reached);
      side.following = side.follow();
      return side;
    } catch (error) {
      await reached.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.following;
    await this.draining;
    await this.current.destroy();
    await this.reached.close();
  }

  private async follow(): Promise<void> {
    const { model, onError } = this.options;
    while (!this.closing.signal.aborted) {
      await this.reached.nextSwitch(LOOK_MS, this.closing.signal);
      if (this.closing.signal.aborted) return;
      try {
        const pointed = await withClient(this.options.connectionString, (client) => pointedSchema(client, model.version));
        if (pointed !== undefined && pointed !== this.reached.schema) await this.moveTo(pointed);
      } catch (error) {
        if (!this.closing.signal.aborted) onError?.(error as Error);
      }
    }
  }

  private async moveTo(schema: string): Promise<void> {
    const { connectionString, poolSize, onMoved } = this.options;
    const before = { schema: this.reached.schema, dataSource: this.current };
    // From here on nobody drops it; had it been dropped before, opening what is in it fails, and the pointer is asked again.
    await this.reached.hold(schema);
    const next = await openReadDataSource(connectionString, schema, poolSize);
    try {
      await withClient(connectionString, (client) => this.swapWhenAsFar(client, schema, next));
    } catch (error) {
      await next.destroy();
      await this.reached.release(schema);
      throw error;
    }
    onMoved?.(schema);
    await this.draining;
    this.draining = this.drain(before).catch((error: Error) => this.options.onError?.(error));
  }

  // Nobody who has been answered at a position may be answered at an earlier one: readers move when the next schema is as
  // far. Under a steady flow of events it would always be a few behind, so readers stand still for the last step.
  private async swapWhenAsFar(client: pg.Client, schema: string, next: DataSource): Promise<void> {
    for (;;) {
      await this.waitUntilNear(client, schema);
      const letGo = this.reached.holdStill();
      try {
        for (const since = Date.now(); Date.now() - since < STILL_MS; await sleep(2)) {
          const position = await positionOf(client, schema);
          if (position < this.reached.seen) continue;
          this.reached.moveTo(schema, position);
          this.current = next;
          return;
        }
      } finally {
        letGo();
      }
    }
  }

  private async waitUntilNear(client: pg.Client, schema: string): Promise<void> {
    for (const { seen } = this.reached; (await positionOf(client, schema)) < seen; await sleep(20)) this.closing.signal.throwIfAborted();
    this.closing.signal.throwIfAborted();
  }

  private async drain({ schema, dataSource }: { schema: string; dataSource: DataSource }): Promise<void> {
    await sleep(LINGER_MS, undefined, { signal: this.closing.signal }).catch(() => undefined);
    while (!isIdle(dataSource) && !this.closing.signal.aborted) await sleep(50);
    await dataSource.destroy();
    await this.reached.release(schema);
  }
}
