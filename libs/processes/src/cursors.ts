import type { Position } from '#event-store';
import pg from 'pg';
import { CURSOR_SQL } from './process-runner.ts';

/** Where a process manager stands in one log. */
export type Cursor = { readonly name: string; readonly position: Position };

/** The cursors a database keeps for a log (`EventStore.log`). */
export function cursorsOf(connectionString: string, log: string): Promise<readonly Cursor[]> {
  return once(connectionString, async (client) => {
    const { rows } = await client.query<{ name: string; position: string }>('select name, position from processes.cursors where log = $1 order by name', [log]);
    return rows.map(({ name, position }) => ({ name, position: Number(position) }));
  });
}

/**
 * Sets cursors for a log that has moved, so that no reaction is sent twice or left out. One that stands there further on
 * stays: somebody has worked on that log already.
 */
export function placeCursors(connectionString: string, log: string, cursors: readonly Cursor[]): Promise<void> {
  return once(connectionString, async (client) => {
    for (const { name, position } of cursors) {
      await client.query(
        `insert into processes.cursors as c (name, position, log) values ($1, $2, $3)
         on conflict (log, name) do update set position = greatest(c.position, excluded.position)`,
        [name, position, log],
      );
    }
  });
}

async function once<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  // Whoever waits for an answer on it hears of its end.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(CURSOR_SQL);
    return await work(client);
  } finally {
    await client.end();
  }
}
