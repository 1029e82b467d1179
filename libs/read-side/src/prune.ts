import { RUNNER_LOCK } from './projection-runner.ts';
import { dropUnread, pointedSchema, REBUILD_LOCK, readSchemas } from './read-schema.ts';
import { withClient } from './with-client.ts';

/** Drops every schema that nobody reads or feeds: those of versions that no process runs, and what rebuilds have left. Answers their names. */
export async function prune(connectionString: string, version: string): Promise<readonly string[]> {
  return withClient(connectionString, async (client) => {
    const dropped: string[] = [];
    const own = await pointedSchema(client, version);
    for (const { name, version: of } of await readSchemas(client)) {
      if (name === own) continue;
      const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_lock(${REBUILD_LOCK}, hashtext($1)) as free`, [of]);
      if (!rows[0]?.free) continue;
      if (await dropUnread(client, name, RUNNER_LOCK)) {
        await client.query('delete from read_side.pointer where schema_name = $1', [name]);
        dropped.push(name);
      }
      await client.query(`select pg_advisory_unlock(${REBUILD_LOCK}, hashtext($1))`, [of]);
    }
    return dropped;
  });
}
