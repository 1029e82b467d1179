import { onShutdownSignal } from '../../apps/local/src/shutdown.ts';
import { startEmbeddedPostgres } from '../../apps/local/src/embedded-postgres.ts';

// A program of its own for the specs that kill it: starts the database of argv[2] and tells how it went.
const say = (message: object): void => { process.stdout.write(`${JSON.stringify(message)}\n`); };

try {
  const server = await startEmbeddedPostgres({
    dataDir: process.argv[2] ?? '',
    log: (level, message) => say({ level, message }),
  });
  onShutdownSignal(server.stop, (error) => say({ failed: String(error) }));
  say({ url: server.url, port: server.port });
  setInterval(() => undefined, 60_000);
} catch (error) {
  say({ refused: (error as { code?: string }).code, message: (error as Error).message });
  process.exitCode = 1;
}
