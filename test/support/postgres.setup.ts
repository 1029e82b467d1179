import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../apps/local/src/embedded-postgres.ts';
import { onShutdownSignal } from '../../apps/local/src/shutdown.ts';
import { testServer } from './postgres.running.ts';

/** Jest runs this once for a whole run, however many projects name it: one PostgreSQL, a database for each spec. */
export const startForTests = async (): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'liuhen-test-'));
  const server = await startEmbeddedPostgres({
    dataDir,
    log: (level, message) => { if (level !== 'info') process.stderr.write(`[postgres] ${message}\n`); },
    settings: { max_connections: '300' },
  });
  process.env['TEST_DATABASE_URL'] = server.url;
  testServer.current = {
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  // Jest runs no teardown when it is interrupted, and the server would live on.
  onShutdownSignal(testServer.current.stop, (error) => process.stderr.write(`${String(error)}\n`));
};

export { startForTests as default };
