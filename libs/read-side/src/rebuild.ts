import { untilAborted } from '#election';
import type { EventCatalogue, EventStore, Position } from '#event-store';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { dumpWithin, fingerprintOf, type TableDump } from './dump.ts';
import { fill } from './fill.ts';
import { ProjectionRunner, READ_CHANNEL, RUNNER_LOCK } from './projection-runner.ts';
import type { ReadModel } from './projection.ts';
import { createReadSchema, dropUnread, ensureReadSchema, nextSchemaName, positionOf, REBUILD_LOCK, readSchemas } from './read-schema.ts';
import { withClient } from './with-client.ts';

export type RebuildOptions = {
  readonly connectionString: string;
  readonly store: EventStore;
  readonly catalogue: EventCatalogue;
  readonly model: ReadModel;
  readonly signal: AbortSignal;
  /** Whether both schemas are compared before the switch (default), or the old one is known to be unfinished. */
  readonly compare?: boolean;
  /** Switches although the schemas differ or the new one parked what the old one had not. */
  readonly force?: boolean;
  readonly onProgress?: (progress: RebuildProgress) => void;
};

/** Where a rebuild is: `position` of `head` while it fills. */
export type RebuildProgress = { readonly stage: 'filling' | 'catching-up' | 'comparing' | 'switched'; readonly schema: string; readonly position: Position; readonly head: Position };

/** The same position of two schemas, each as one hash, and the tables that differ. */
export type Comparison = { readonly position: Position; readonly old: string; readonly new: string; readonly differing: readonly string[] };

/** What a rebuild came to. `refused` says why readers were left where they are; the new schema is then dropped. */
export type Rebuilt = { readonly schema: string; readonly replaced: string; readonly position: Position; readonly comparison: Comparison | null; readonly parked: number; readonly refused: string | null };

/** The old schema cannot be brought to where the new one is. */
export class OldStuck extends Error {
  override readonly name = 'OldStuck';
}

/** Somebody else rebuilds the same version now. */
export class RebuildRunning extends Error {
  override readonly name = 'RebuildRunning';
}

/**
 * Fills another schema of a version while the present one serves and is fed, compares both at the same position, and
 * moves the pointer: readers follow by themselves (`ReadSide`), workers feed both (`ReadSideFeeder`). Ended at any
 * point it leaves a schema nobody reads, which the next rebuild drops. Throws `RebuildRunning`, and what `fill` throws.
 */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  return withClient(options.connectionString, async (client) => {
    const old = await ensureReadSchema(client, options.model);
    await exclude(client, options.model);
    await dropLeftovers(client, options.model);
    const schema = await register(client, options.model);
    const target = new Target(client, options, old, schema);
    return target.feedingOld(async () => {
      await target.fill();
      const comparison = options.compare === false ? null : await target.compare();
      const refused = options.force ? null : await target.doubts(comparison);
      const told = { schema, replaced: old, comparison, parked: target.parked, refused };
      if (refused !== null) {
        await dropLeftovers(client, options.model);
        return { ...told, position: await positionOf(client, old) };
      }
      const position = await target.switch();
      await target.handOver();
      return { ...told, position };
    });
  });
}

async function exclude(client: pg.Client, { version }: ReadModel): Promise<void> {
  const { rows } = await client.query<{ won: boolean }>(`select pg_try_advisory_lock(${REBUILD_LOCK}, hashtext($1)) as won`, [version]);
  if (rows[0]?.won) return;
  const other = await readSchemas(client, version);
  const filling = other.find(({ state }) => state === 'filling');
  throw new RebuildRunning(`another rebuild of ${version} is running${filling ? ` (it fills ${filling.name}, at ${filling.position} of ${filling.head})` : ''}; wait for it, or stop it`);
}

/** Drops what a rebuild that was killed has left; the lock says that it is not running. */
async function dropLeftovers(client: pg.Client, { version }: ReadModel): Promise<void> {
  for (const { name, state } of await readSchemas(client, version)) if (state === 'filling') await dropUnread(client, name, RUNNER_LOCK);
}

async function register(client: pg.Client, model: ReadModel): Promise<string> {
  const name = await nextSchemaName(client, model);
  await client.query(`insert into read_side.schemas (name, version, state) values ($1, $2, 'filling')`, [name, model.version]);
  await createReadSchema(client, model, name);
  return name;
}

/** The schema that is filled, and the one it shall replace. */
class Target {
  private readonly runner: ProjectionRunner;
  private filled: Position = 0;

  constructor(private readonly client: pg.Client, private readonly options: RebuildOptions, private readonly old: string, private readonly schema: string) {
    const { connectionString, store, catalogue, model } = options;
    this.runner = new ProjectionRunner({ connectionString, store, catalogue, model, schema });
  }

  get parked(): number {
    return this.runner.health.parked;
  }

  async fill(): Promise<void> {
    const { onProgress } = this.options;
    let told = 0;
    const progress = (position: Position, head: Position): void => {
      onProgress?.({ stage: 'filling', schema: this.schema, position, head });
      if (Date.now() - told < 500) return;
      told = Date.now();
      void this.client.query('update read_side.schemas set position = $2, head = $3 where name = $1', [this.schema, position, head]).catch(() => undefined);
    };
    const { position } = await fill({ ...this.options, schema: this.schema, onProgress: progress });
    this.filled = position;
    await this.catchUp();
  }

  /** Feeds the old schema meanwhile when no worker does: both must come to the same position. */
  async feedingOld<T>(work: () => Promise<T>): Promise<T> {
    const { compare, signal } = this.options;
    if (compare === false) return work();
    const { connectionString, store, catalogue, model } = this.options;
    return untilAborted(signal, async (stop) => {
      const ended = new ProjectionRunner({ connectionString, store, catalogue, model, schema: this.old }).run(stop.signal);
      try {
        return await work();
      } finally {
        stop.abort();
        await ended;
      }
    });
  }

  /** Follows the old schema, never past it, until a round takes no time, or no less than the one before. */
  private async catchUp(): Promise<void> {
    const { store, signal, onProgress, compare } = this.options;
    for (let before = Infinity; ; ) {
      const until = compare === false ? (await store.head()).position : await this.oldAt(this.filled);
      onProgress?.({ stage: 'catching-up', schema: this.schema, position: this.filled, head: until });
      const began = Date.now();
      await this.runner.feedTo(until, signal);
      this.filled = Math.max(this.filled, until);
      const took = Date.now() - began;
      if (took < SHORT_MS || took > 0.7 * before) return;
      before = took;
    }
  }

  /** Where the old schema stands, once it is as far as a position; throws when it no longer moves. */
  private async oldAt(position: Position): Promise<Position> {
    for (let [last, since] = [-1, Date.now()]; ; ) {
      this.options.signal.throwIfAborted();
      const at = await positionOf(this.client, this.old);
      if (at >= position) return at;
      if (at > last) [last, since] = [at, Date.now()];
      if (Date.now() - since > STUCK_MS) throw new OldStuck(`${this.old} stands at ${at} and does not move, so there is nothing to compare at ${position}; mend what the worker's log says, or rebuild with --no-compare`);
      await sleep(50);
    }
  }

  /** Dumps both from one snapshot that was taken while they stood at one position; the old one stands still for that moment only. */
  async compare(): Promise<Comparison> {
    const { connectionString, onProgress } = this.options;
    return withClient(connectionString, async (reader) => {
      const position = await this.level(async () => {
        await reader.query('begin isolation level repeatable read read only');
        await reader.query('select 1');
      });
      onProgress?.({ stage: 'comparing', schema: this.schema, position, head: position });
      const [old, rebuilt] = [await dumpWithin(reader, this.old), await dumpWithin(reader, this.schema)];
      await reader.query('commit');
      return { position, old: fingerprintOf(old), new: fingerprintOf(rebuilt), differing: differing(old, rebuilt) };
    }, 0);
  }

  /** Why readers had better stay where they are; null when nothing speaks against the switch. */
  async doubts(comparison: Comparison | null): Promise<string | null> {
    const { rows } = await this.client.query<{ projection: string; entity: string }>(
      `select projection, entity from ${this.schema}.parked except select projection, entity from ${this.old}.parked order by 1, 2`,
    );
    if (rows[0]) return `the new schema parked ${rows.length} more than the old one: ${rows.slice(0, 3).map(({ projection, entity }) => `${projection} ${entity}`).join(', ')}`;
    if (comparison && comparison.differing.length > 0) return `${comparison.differing.join(', ')} ${comparison.differing.length > 1 ? 'differ' : 'differs'} from the old schema at position ${comparison.position}`;
    return null;
  }

  /** Moves the pointer while both stand at one position; readers and workers are told. */
  async switch(): Promise<Position> {
    const { model, onProgress } = this.options;
    await this.catchUp();
    const position = await this.level(async () => {
      await this.client.query(`update read_side.schemas set state = 'retired', retired_at = now() where version = $1 and state = 'serving'`, [model.version]);
      await this.client.query(`update read_side.schemas set state = 'serving', caught_up_at = now() where name = $1`, [this.schema]);
      await this.client.query('update read_side.pointer set schema_name = $2, switched_at = now() where version = $1', [model.version, this.schema]);
    });
    await this.client.query('select pg_notify($1, $2)', [READ_CHANNEL, JSON.stringify({ switched: this.schema })]);
    onProgress?.({ stage: 'switched', schema: this.schema, position, head: position });
    return position;
  }

  /** Feeds the new schema until readers have had time to come to it and a worker to stand by for it. */
  async handOver(): Promise<void> {
    await untilAborted(this.options.signal, async (stop) => {
      const enough = setTimeout(() => stop.abort(), HAND_OVER_MS);
      await this.runner.run(stop.signal);
      clearTimeout(enough);
    });
  }

  /** Holds the old schema where it is, brings the new one there, does something, and lets go: all in one transaction. */
  private async level(then: () => Promise<void>): Promise<Position> {
    await this.client.query('begin');
    try {
      const { rows } = await this.client.query<{ position: string }>(`select position from ${this.old}.checkpoint for update`);
      const position = Number(rows[0]?.position ?? 0);
      await this.runner.feedTo(this.options.compare === false ? Math.max(position, this.filled) : position, this.options.signal);
      await then();
      await this.client.query('commit');
      return position;
    } catch (error) {
      await this.client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
}

/** How long the new schema is fed from here after the switch: readers and workers look every second. */
const HAND_OVER_MS = 4000;
const SHORT_MS = 200;
const STUCK_MS = 30_000;

function differing(old: readonly TableDump[], rebuilt: readonly TableDump[]): readonly string[] {
  const of = new Map(old.map((dump) => [dump.table, JSON.stringify(dump)]));
  const others = rebuilt.filter((dump) => of.get(dump.table) !== JSON.stringify(dump)).map(({ table }) => table);
  return [...others, ...old.filter(({ table }) => !rebuilt.some((dump) => dump.table === table)).map(({ table }) => table)];
}
