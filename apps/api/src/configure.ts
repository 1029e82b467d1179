import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { ACCESS_LOG, type AccessLog } from '#access';
import { type ApiRequest, etagOf, pathOf, type Problem, ProblemFilter, problemOf, sendProblem } from '#wire';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { logFailure } from './logging.ts';
import { observeRequests } from './observe-requests.ts';
import type { Scraping } from '#telemetry';
import type { Telemetry } from './telemetry.ts';
import { collectMethods } from './methods.ts';
import { serveOpenApi } from './openapi.ts';
import { serveWeb } from './web.ts';

/** The largest body a request may have, in bytes. */
export const BODY_LIMIT = 1_048_576;

/** What the server of the API is told apart from its modules. */
export type ApiOptions = { readonly logger: Logger; readonly publicUrl?: string; readonly trustProxy?: string; readonly webRoot?: string; readonly telemetry?: Telemetry; readonly scraping?: Scraping };

/** The Fastify of the API: request ids, limits, and problem documents also for what fails before any route. */
export function createAdapter({ logger, trustProxy }: ApiOptions): FastifyAdapter {
  return new FastifyAdapter({
    logger: false,
    bodyLimit: BODY_LIMIT,
    trustProxy: trustProxy ?? false,
    forceCloseConnections: true,
    genReqId: () => randomUUID(),
    rewriteUrl: ({ url = '/' }) => (url.startsWith('/health/') ? `/api/v1${url}` : url),
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      if (problemOf(error).status >= 500) logFailure(logger, error, request as ApiRequest);
      sendProblem(problemOf(error), request as ApiRequest, reply);
    },
  });
}

/** Everything between the modules and the network. Call before `init` or `listen`, on an app created with `bodyParser: false`. */
export async function configureApi(app: NestFastifyApplication, options: ApiOptions): Promise<void> {
  const { logger, publicUrl, webRoot } = options;
  const fastify = app.getHttpAdapter().getInstance();
  const methodsOf = collectMethods(fastify);
  fastify.addHook('preSerialization', (_request, reply, payload, done) => {
    const etag = etagOf(payload);
    if (etag !== undefined) reply.header('etag', etag);
    done(null, payload);
  });
  observeRequests(fastify, options);
  fastify.removeAllContentTypeParsers();
  app.useBodyParser('application/json', { bodyLimit: BODY_LIMIT });
  await app.register(cookie);
  await app.register(helmet, headers(publicUrl?.startsWith('https:') ?? false));
  app.setGlobalPrefix('api/v1');
  const log = app.get<AccessLog>(ACCESS_LOG);
  app.useGlobalFilters(new ProblemFilter({ methodsOf, failed: (error, request) => logFailure(logger, error, request), refused: (problem, request) => recordRefused(log, problem, request) }));
  serveOpenApi(app);
  if (webRoot !== undefined) await serveWeb(app, webRoot);
}

/** Only what a signed-in account was refused is recorded, so that nobody floods the log from outside. */
async function recordRefused(log: AccessLog, { status, code, facts }: Problem, request: ApiRequest): Promise<void> {
  const invisible = status === 404 && !code.startsWith('wire.');
  if (!request.signedIn || !(status === 403 || invisible)) return;
  const { account, actor } = request.signedIn;
  const operation = facts['operation'];
  await log.record({
    action: 'request',
    outcome: 'refused',
    account,
    subject: `${request.method} ${pathOf(request)}`,
    address: request.ip,
    detail: { code, role: actor.role, ...(typeof operation === 'string' ? { operation } : {}) },
  });
}

/** Ant Design writes style elements, hence inline styles; scripts, frames and forms stay with this site. */
function headers(secure: boolean) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'self'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    crossOriginOpenerPolicy: secure ? ({ policy: 'same-origin' } as const) : false,
    originAgentCluster: secure,
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : (false as const),
    referrerPolicy: { policy: 'same-origin' as const },
  };
}
