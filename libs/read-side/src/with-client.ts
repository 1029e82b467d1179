import pg from 'pg';

/** Runs one piece of work over a connection of its own; a query that is not answered within `patienceMs` (0: however long) has failed. */
export async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>, patienceMs = 60_000): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000, query_timeout: patienceMs });
  // Whoever waits for an answer on it hears of its end.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
