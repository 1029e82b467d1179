import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { AppModule } from './app.module.ts';
import type { Config } from './config.ts';
import { configureApi, createAdapter } from './configure.ts';
import type { Core } from './core.ts';
import { nestLogger } from './logging.ts';

/** A running API: where it listens, and how to stop it; the core stays open. */
export type RunningApi = { readonly url: string; readonly app: NestFastifyApplication; close(): Promise<void> };

/** Starts the API over an opened core; port 0 takes a free one. */
export async function startApi(core: Core, config: Pick<Config, 'host' | 'port' | 'publicUrl' | 'trustProxy' | 'dataDir' | 'webRoot'>, logger: Logger): Promise<RunningApi> {
  const options = { logger, publicUrl: config.publicUrl, trustProxy: config.trustProxy, webRoot: config.webRoot };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(core, { publicUrl: config.publicUrl, documentsDir: join(config.dataDir, 'documents') }), createAdapter(options), { logger: nestLogger(logger), bodyParser: false, abortOnError: false });
  await configureApi(app, options);
  await app.listen(config.port, config.host);
  return { url: (await app.getUrl()).replace('[::1]', 'localhost'), app, close: () => app.close() };
}
