import type pg from 'pg';

/** Indexes and keys taken from tables, to be made again when these are full. */
export type TakenIndexes = { /** Makes all of them, shared among the connections. */ restore(clients: readonly pg.Client[], signal: AbortSignal): Promise<void> };

/** Drops every index and primary key of some tables of a schema: filling an indexed table costs several times as much. */
export async function withoutIndexes(client: pg.Client, schema: string, tables: readonly string[]): Promise<TakenIndexes> {
  const { rows: keys } = await client.query<{ drop: string; add: string }>(
    `select format('alter table %I.%I drop constraint %I', $1::text, c.relname, k.conname) as drop, format('alter table %I.%I add constraint %I %s', $1::text, c.relname, k.conname, pg_get_constraintdef(k.oid)) as add
     from pg_constraint k join pg_class c on c.oid = k.conrelid where k.contype = 'p' and c.relnamespace = $1::regnamespace and c.relname = any($2)`,
    [schema, tables],
  );
  for (const { drop } of keys) await client.query(drop);
  const { rows: indexes } = await client.query<{ drop: string; add: string }>(
    `select format('drop index %I.%I', schemaname, indexname) as drop, indexdef as add from pg_indexes where schemaname = $1 and tablename = any($2)`,
    [schema, tables],
  );
  for (const { drop } of indexes) await client.query(drop);
  // Range indexes take longest: they come first, so that no connection is left alone with one.
  const wanted = [...keys, ...indexes].map(({ add }) => add).sort((a, b) => Number(/using gist/i.test(b)) - Number(/using gist/i.test(a)));
  return {
    async restore(clients, signal) {
      // A key locks its table against everything else, so one connection makes all keys; the others take indexes only.
      const next = (only: (sql: string) => boolean): string | undefined => {
        const at = wanted.findIndex(only);
        return at < 0 ? undefined : wanted.splice(at, 1)[0];
      };
      await Promise.all(clients.map(async (client, n) => {
        const only = n === 0 ? () => true : isIndex;
        for (let sql = next(only); sql !== undefined; sql = next(only)) {
          signal.throwIfAborted();
          await client.query(sql);
        }
      }));
    },
  };
}

const isIndex = (sql: string): boolean => sql.startsWith('CREATE');
