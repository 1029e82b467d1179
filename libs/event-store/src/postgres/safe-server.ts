import type pg from 'pg';

/** The server's settings could lose an answered append: refused at start, with what to set. */
export class UnsafeServer extends Error {
  override readonly name = 'UnsafeServer';
}

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on', 'remote_apply', 'remote_write', 'local'],
  server_encoding: ['UTF8'],
};

/** Throws `UnsafeServer` unless an answered commit survives a power cut and text is UTF-8. */
export async function assertSafeServer(client: pg.ClientBase): Promise<void> {
  for (const [setting, allowed] of Object.entries(REQUIRED)) {
    const { rows } = await client.query<{ value: string }>('select current_setting($1) as value', [setting]);
    const value = rows[0]?.value ?? 'unknown';
    if (!allowed.includes(value)) {
      throw new UnsafeServer(`PostgreSQL runs with ${setting} = ${value}, which can lose an answered append; set ${setting} = ${allowed[0]} and restart it`);
    }
  }
}
