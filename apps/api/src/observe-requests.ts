import type { Span } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { mayScrape, type Scraping } from '#telemetry';
import { type ApiRequest, correlationIdOf } from '#wire';
import { logRequest } from './logging.ts';
import type { Telemetry } from './telemetry.ts';

type Observed = ApiRequest & { span?: Span };

// Who asks every few seconds whether all is well leaves no trace each time.
const WATCHERS = /^\/(api\/v1\/health|metrics)/;

/** Measures, traces and tells of every request by the pattern of its route, and answers `/metrics` to whoever may read them. */
export function observeRequests(fastify: FastifyInstance, { logger, telemetry, scraping = {} }: { logger: Logger; telemetry?: Telemetry; scraping?: Scraping }): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    telemetry?.metrics.request(request.method, route, reply.statusCode, reply.elapsedTime);
    logRequest(logger, request as ApiRequest, reply);
    const { span } = request as Observed;
    if (span) {
      span.updateName(`${request.method} ${route}`).setAttributes({ 'http.route': route, 'http.response.status_code': reply.statusCode });
      span.end();
    }
    done();
  });
  if (!telemetry) return;
  const { metrics, tracing } = telemetry;
  fastify.get('/metrics', async (request, reply) => {
    if (!mayScrape({ remoteAddress: request.socket.remoteAddress, headers: request.headers }, scraping)) return reply.callNotFound();
    return reply.header('content-type', metrics.contentType).header('cache-control', 'no-store').send(await metrics.text());
  });
  if (!tracing) return;
  fastify.addHook('onRequest', (request: Observed, _reply, done) => {
    if (WATCHERS.test(request.url)) return done();
    const { traceparent } = request.headers;
    request.span = tracing.request(correlationIdOf(request), typeof traceparent === 'string' ? traceparent : undefined, request.method);
    done();
  });
  // Where the body has been read: what ran before came from the socket, and would take no context along.
  fastify.addHook('preHandler', (request: Observed, _reply, done) => (request.span ? tracing.within(request.span, done) : done()));
}
