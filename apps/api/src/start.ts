import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.ts';
import type { Config } from './config.ts';
import { configureApi, createAdapter } from './configure.ts';
import type { Core } from './core.ts';
import { nestLogger } from './logging.ts';
import { observeCommands } from './telemetry.ts';

/** An API that is ready to listen: its application, and how to close it; the core stays open. */
export type Api = { readonly app: NestFastifyApplication; /** Listens, and answers where. */ listen(): Promise<string>; close(): Promise<void> };

type ApiConfig = Pick<Config, 'host' | 'port' | 'publicUrl' | 'signIn' | 'oidc' | 'trustProxy' | 'dataDir' | 'keysDir' | 'databaseUrl' | 'mail' | 'metrics'> & { webRoot?: string };

/** Makes the API over an opened core; port 0 takes a free one when it listens. */
export async function createApi(core: Core, config: ApiConfig, logger: Logger): Promise<Api> {
  const options = { logger, publicUrl: config.publicUrl, trustProxy: config.trustProxy, webRoot: config.webRoot, telemetry: core.telemetry, scraping: config.metrics };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(core, config), createAdapter(options), { logger: nestLogger(logger), bodyParser: false, abortOnError: false });
  observeCommands(app.get(CommandBus, { strict: false }), core.telemetry, logger);
  await configureApi(app, options);
  await app.init();
  return {
    app,
    async listen() {
      await app.listen(config.port, config.host);
      return (await app.getUrl()).replace('[::1]', 'localhost');
    },
    close: () => app.close(),
  };
}

/** A running API. */
export type RunningApi = Omit<Api, 'listen'> & { readonly url: string };

/** Makes the API and lets it listen. */
export async function startApi(core: Core, config: ApiConfig, logger: Logger): Promise<RunningApi> {
  const { app, listen, close } = await createApi(core, config, logger);
  return { app, url: await listen(), close };
}
