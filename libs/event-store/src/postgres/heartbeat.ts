import type pg from 'pg';

const EVERY_MS = 2_000;
const PATIENCE_MS = 5_000;

/**
 * Ends a connection that answers no more, so that whoever listens on it makes another. A network may swallow a
 * connection without a word, and then neither an error nor the next notification would ever come.
 */
export function endWhenSilent(client: pg.Client): void {
  const beat = setInterval(() => {
    const question = { text: 'select 1', query_timeout: PATIENCE_MS };
    client.query(question).catch(() => client.end().catch(() => undefined));
  }, EVERY_MS).unref();
  client.once('end', () => clearInterval(beat));
}
