import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { UnsuitableRedis } from '#jobs';
import { AppModule } from '../../api/src/app.module.ts';
import { InvalidConfig, readConfig } from '../../api/src/config.ts';
import { openCore } from '../../api/src/core.ts';
import { createLogger, nestLogger } from '../../api/src/logging.ts';
import { startWorker } from './start.ts';

/** Runs the worker of this environment until it is told to stop. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const core = await openCore(config, { onError: (error) => logger.error({ err: { type: error.name, message: error.message } }, 'idle connection failed') });
  const app = await NestFactory.createApplicationContext(AppModule.of(core, config), { logger: nestLogger(logger), abortOnError: false });
  const worker = await startWorker(core, app, config, logger);
  logger.info('working');
  const stop = async (): Promise<void> => {
    await worker.close();
    await app.close();
    await core.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().then(() => process.exit(0), () => process.exit(1)));
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof InvalidConfig || error instanceof UnsuitableRedis ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  // What is open by now would keep the process alive, and nobody would restart it.
  process.exit(1);
});
