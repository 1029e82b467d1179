import 'reflect-metadata';
import { InvalidConfig, readConfig } from './config.ts';
import { openCore } from './core.ts';
import { createLogger, tellable } from './logging.ts';
import { startApi } from './start.ts';
import { startTelemetry } from './telemetry.ts';

/** Runs the API of this environment until it is told to stop. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const telemetry = await startTelemetry('api', config);
  const core = await openCore(config, { telemetry, onError: (error) => logger.error({ err: tellable(error) }, 'idle connection failed') });
  const api = await startApi(core, config, logger);
  logger.info({ url: api.url }, 'listening');
  const stop = async (): Promise<void> => {
    await api.close();
    await core.close();
    await telemetry.tracing?.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().then(() => process.exit(0), () => process.exit(1)));
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof InvalidConfig ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  // What is open by now would keep the process alive, and nobody would restart it.
  process.exit(1);
});
