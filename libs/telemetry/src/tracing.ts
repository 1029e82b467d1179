import type { IdGenerator, SpanExporter } from '@opentelemetry/sdk-trace-node';
import { context, type Context, createContextKey, type Link, ROOT_CONTEXT, type Span, type SpanContext, SpanKind, SpanStatusCode, trace, TraceFlags, type Tracer } from '@opentelemetry/api';
import type { AppendOutcome, NewEvent, RecordedEvent } from '#event-store';
import { appendSpanOf, rootSpanOf, traceIdOf } from './trace-ids.ts';
import { randomBytes } from 'node:crypto';

/** How traces leave the process: the service's name, and where to; further `OTEL_*` variables are the SDK's own. */
export type TracingOptions = { readonly service: string; readonly version: string; readonly ratio?: number; readonly exporter?: SpanExporter };

type SpanIds = { readonly traceId: string; readonly spanId?: string };

/** Ids that are derived rather than drawn: whoever starts a span says which, in the same turn. */
class DerivedIds implements IdGenerator {
  next: SpanIds | undefined;

  generateTraceId = (): string => this.next?.traceId ?? randomBytes(16).toString('hex');

  generateSpanId = (): string => this.next?.spanId ?? randomBytes(8).toString('hex');
}

const USED = createContextKey('used');
const PER_BATCH = 64;

/**
 * The traces of one process, from a request to what follows from its events. One is made where `OTEL_EXPORTER_OTLP_ENDPOINT`
 * is set; everywhere else there is none, and nothing of the SDK is loaded.
 */
export class Tracing {
  constructor(
    private readonly tracer: Tracer,
    private readonly ids: DerivedIds,
    /** Sends what has been gathered, and ends. */
    readonly close: () => Promise<void>,
  ) {}

  /** The span of a request, the root of its trace unless the caller's `traceparent` names the same one. */
  request(correlationId: string, traceparent: string | undefined, method: string): Span {
    const traceId = traceIdOf(correlationId);
    const caller = parseTraceparent(traceparent);
    const parent = caller?.traceId === traceId ? trace.setSpanContext(ROOT_CONTEXT, caller) : ROOT_CONTEXT;
    const links: Link[] = caller && caller.traceId !== traceId ? [{ context: caller }] : [];
    return this.start(`HTTP ${method}`, { kind: SpanKind.SERVER, links, attributes: { 'http.request.method': method, 'liuhen.correlation_id': correlationId } }, parent, { traceId, spanId: rootSpanOf(traceId) });
  }

  /** Runs on with a span as the one that is active. */
  within<T>(span: Span, work: () => T): T {
    return context.with(trace.setSpan(context.active(), span), work);
  }

  /** Runs a command in the trace of its correlation id; one that a job sends begins it, with a link to the job. */
  async command<T>(type: string, correlationId: string | undefined, work: () => Promise<T>): Promise<T> {
    const active = trace.getSpan(context.active())?.spanContext();
    const traceId = correlationId === undefined ? undefined : traceIdOf(correlationId);
    const elsewhere = traceId !== undefined && active?.traceId !== traceId;
    const used = context.active().getValue(USED) as { used: boolean } | undefined;
    if (used) used.used = true;
    const parent = elsewhere ? ROOT_CONTEXT : context.active();
    const span = this.start(`command ${type}`, { attributes: { 'liuhen.command': type }, links: elsewhere && active ? [{ context: active }] : [] }, parent, elsewhere && traceId !== undefined ? { traceId } : undefined);
    return this.around(span, parent, work);
  }

  /** Notes an append: called when it begins, what it answers when it has ended. */
  append(stream: string, events: readonly NewEvent[]): (outcome: AppendOutcome) => void {
    const [parent, startTime, first] = [context.active(), Date.now(), events[0]];
    return (outcome) => {
      if (!first) return;
      const ids = outcome === 'appended' ? { traceId: traceIdOf(first.correlationId), spanId: appendSpanOf(first, stream) } : undefined;
      const attributes = { 'liuhen.stream.kind': stream.slice(0, stream.indexOf('-')), 'liuhen.events': events.length, 'liuhen.outcome': outcome };
      const span = this.start('append', { kind: SpanKind.CLIENT, startTime, attributes }, parent, ids);
      if (outcome === 'failed' || outcome === 'unknown') span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    };
  }

  /** Notes a batch of the read side in the trace of each append it holds; a batch of the past is nobody's news and is left out. */
  projected(events: readonly RecordedEvent[], ms: number): void {
    const appends = new Map(events.map((event) => [appendSpanOf(event, event.stream), event]));
    if (appends.size > PER_BATCH) return;
    const endTime = Date.now();
    for (const [spanId, event] of appends) {
      const span = this.start('project', { kind: SpanKind.CONSUMER, startTime: endTime - ms, attributes: { 'liuhen.batch.events': events.length } }, remote(traceIdOf(event.correlationId), spanId));
      span.end(endTime);
    }
  }

  /** Runs a process manager's reaction in the trace of its event; one that commands nothing leaves no span. */
  async reaction<T>(manager: string, event: RecordedEvent, work: () => Promise<T>): Promise<T> {
    const used = { used: false };
    const parent = remote(traceIdOf(event.correlationId), appendSpanOf(event, event.stream)).setValue(USED, used);
    const span = this.start(`react ${manager}`, { kind: SpanKind.CONSUMER, attributes: { 'liuhen.event': event.type } }, parent);
    return this.around(span, parent, work, () => used.used);
  }

  private async around<T>(span: Span, parent: Context, work: () => Promise<T>, keep: () => boolean = () => true): Promise<T> {
    try {
      const answer = await context.with(trace.setSpan(parent, span), work);
      if (keep()) span.end();
      return answer;
    } catch (error) {
      // A code of ours, or the kind of error: messages may repeat what somebody typed.
      span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(error) });
      span.end();
      throw error;
    }
  }

  private start(name: string, options: Parameters<Tracer['startSpan']>[1], parent: Context, ids?: SpanIds): Span {
    this.ids.next = ids;
    try {
      return this.tracer.startSpan(name, options, parent);
    } finally {
      this.ids.next = undefined;
    }
  }
}

const codeOf = (error: unknown): string => {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : String(name ?? 'error');
};

const remote = (traceId: string, spanId: string): Context => trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The caller's span of a W3C `traceparent` header; undefined when it is none. */
export function parseTraceparent(header: string | undefined): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(header ?? '') ?? [];
  if (traceId === '' || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

/**
 * Loads the SDK and begins to trace. All processes sample by the trace id alone, so that they agree without telling each
 * other; `ratio` is the share kept, from 0 to 1.
 */
export async function startTracing({ service, version, ratio = 1, exporter }: TracingOptions): Promise<Tracing> {
  const [sdk, otlp, { resourceFromAttributes }] = await Promise.all([import('@opentelemetry/sdk-trace-node'), import('@opentelemetry/exporter-trace-otlp-http'), import('@opentelemetry/resources')]);
  const ids = new DerivedIds();
  const provider = new sdk.NodeTracerProvider({
    idGenerator: ids,
    sampler: new sdk.TraceIdRatioBasedSampler(ratio),
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter ?? new otlp.OTLPTraceExporter())],
  });
  provider.register();
  return new Tracing(provider.getTracer('liuhen', version), ids, () => provider.shutdown());
}
