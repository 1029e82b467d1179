import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { UnsuitableRedis } from '#jobs';
import { AppModule } from '../../api/src/app.module.ts';
import { InvalidConfig, readConfig } from '../../api/src/config.ts';
import { openCore } from '../../api/src/core.ts';
import { createLogger, nestLogger, tellable } from '../../api/src/logging.ts';
import { readinessOf } from '../../api/src/readiness.ts';
import { observeCommands, startTelemetry } from '../../api/src/telemetry.ts';
import { openSidePort } from '#telemetry';
import { startWorker } from './start.ts';

/** Runs the worker of this environment until it is told to stop. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const telemetry = await startTelemetry('worker', config);
  const core = await openCore(config, { telemetry, onError: (error) => logger.error({ err: tellable(error) }, 'idle connection failed') });
  const app = await NestFactory.createApplicationContext(AppModule.of(core, config), { logger: nestLogger(logger), abortOnError: false });
  observeCommands(app.get(CommandBus, { strict: false }), telemetry, logger);
  const worker = await startWorker(core, app, config, logger);
  const { port, host } = config.metrics;
  const side = port === undefined ? undefined : await openSidePort({ host, port, scraping: config.metrics, metrics: telemetry.metrics, ready: readinessOf(core, config, worker.checks) });
  logger.info({ ...(side && { url: side.url }) }, 'working');
  const stop = async (): Promise<void> => {
    await side?.close();
    await worker.close();
    await app.close();
    await core.close();
    await telemetry.tracing?.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().then(() => process.exit(0), () => process.exit(1)));
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof InvalidConfig || error instanceof UnsuitableRedis ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  // What is open by now would keep the process alive, and nobody would restart it.
  process.exit(1);
});
