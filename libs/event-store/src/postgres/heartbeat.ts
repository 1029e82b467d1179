import type pg from 'pg';

const EVERY_MS = 2_000;

/**
 * Ends a connection that answers no more, so that whoever listens on it makes another. A network may swallow a
 * connection without a word, and then neither an error nor the next notification would ever come. Patience must outlast
 * whatever else is asked on it.
 */
export function endWhenSilent(client: pg.Client, patienceMs = 5_000): void {
  const beat = setInterval(() => {
    const question = { text: 'select 1', query_timeout: patienceMs };
    // A no is an answer too, as within a transaction that has failed.
    client.query(question).catch((error: Error) => ('severity' in error ? undefined : client.end().catch(() => undefined)));
  }, EVERY_MS).unref();
  client.once('end', () => clearInterval(beat));
}
