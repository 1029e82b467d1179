import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it arrived, its attributes as a plain object. */
export type Span = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly service: string;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
};

type Sent = { readonly traceId: string; readonly spanId: string; readonly parentSpanId?: string; readonly name: string; readonly links?: Span['links']; readonly attributes?: readonly Attribute[] };
type Attribute = { readonly key: string; readonly value: Readonly<Record<string, unknown>> };
type Export = { readonly resourceSpans?: readonly { readonly resource: { readonly attributes: readonly Attribute[] }; readonly scopeSpans: readonly { readonly spans: readonly Sent[] }[] }[] };

/** Whoever takes traces over OTLP/HTTP: what it was sent, in the order in which it came, and the same as text. */
export async function startCollector(): Promise<{ readonly url: string; readonly spans: Span[]; readonly bodies: string[]; close(): Promise<void> }> {
  const spans: Span[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      bodies.push(body);
      if (request.url === '/v1/traces') spans.push(...spansOf(JSON.parse(body) as Export));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, bodies, close };
}

function spansOf({ resourceSpans = [] }: Export): readonly Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans.map((span) => ({
    traceId: span.traceId, spanId: span.spanId, parentSpanId: span.parentSpanId ?? '', name: span.name, links: span.links ?? [],
    service: String(plain(resource.attributes)['service.name']), attributes: plain(span.attributes ?? []),
  }))));
}

const plain = (attributes: readonly Attribute[]): Readonly<Record<string, unknown>> => Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
