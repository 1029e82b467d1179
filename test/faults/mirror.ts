import type { EventCatalogue, EventStore, Position } from '#event-store';
import { catalogue } from '../../apps/api/src/event-catalogue.ts';
import { dump, type TableDump } from '../judge/dump.ts';
import { emptySchema, project, withClient } from '../judge/feed.ts';

/** The tables of the read schema in use and of another, as they stand at one and the same position. */
export type Compared = { readonly position: Position; readonly live: readonly TableDump[]; readonly other: readonly TableDump[] };

/** A read schema beside the one in use, kept by one runner that nothing disturbs. */
export class Mirror {
  private reached: Position = 0;

  private constructor(private readonly databaseUrl: string, private readonly store: EventStore, readonly schema: string, private readonly known: EventCatalogue) {}

  /** Makes an empty one. */
  static async open(databaseUrl: string, store: EventStore, schema: string, known: EventCatalogue = catalogue): Promise<Mirror> {
    await emptySchema(databaseUrl, schema);
    return new Mirror(databaseUrl, store, schema, known);
  }

  /** Takes the tables of a schema (the one in use, unless named) as one transaction sees them, follows the log to the very same position, and takes its own. */
  async compare(schema?: string): Promise<Compared> {
    const name = schema ?? (await schemaInUse(this.databaseUrl));
    const { position, live } = await withClient(this.databaseUrl, async (client) => {
      await client.query('begin isolation level repeatable read read only');
      const { rows } = await client.query<{ position: string }>(`select position from ${name}.checkpoint`);
      return { position: Number(rows[0]?.position ?? 0), live: await dump(client, name) };
    });
    await this.follow(position);
    return { position, live, other: await withClient(this.databaseUrl, (client) => dump(client, this.schema)) };
  }

  private async follow(to: Position): Promise<void> {
    if (to <= this.reached) return;
    const { store } = this;
    const cut: EventStore = {
      log: store.log, append: (...args) => store.append(...args), readStream: (...args) => store.readStream(...args), subscribe: (options) => store.subscribe(options), close: () => store.close(),
      head: async () => ({ position: to, recordedAt: null }),
      readAll: ({ after, limit }) => store.readAll({ after, limit: Math.min(limit, to - after) }),
    };
    await project(this.databaseUrl, cut, this.known, this.schema, { sizes: () => 1_000 });
    this.reached = to;
  }
}

/** The name of the read schema in use. */
export async function schemaInUse(databaseUrl: string): Promise<string> {
  const { rows } = await withClient(databaseUrl, (client) => client.query<{ schema_name: string }>('select schema_name from read_side.pointer'));
  const [name] = rows.map((row) => row.schema_name);
  if (name === undefined) throw new Error('no read schema is in use');
  return name;
}
