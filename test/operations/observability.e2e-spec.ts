import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { traceIdOf } from '#telemetry';
import { done, eventually, filing, negotiation, protectedLead } from '../journeys/script.ts';
import { send } from '../support/client.ts';
import { type Span, startCollector } from '../support/collector.ts';
import { type Product, startProduct } from '../support/product.ts';

jest.setTimeout(120_000);

let product: Product;
let collector: Awaited<ReturnType<typeof startCollector>>;
const TOKEN = 'the token of this spec';

beforeAll(async () => {
  collector = await startCollector();
  product = await startProduct({ METRICS_PORT: '0', METRICS_TOKEN: TOKEN, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '100' });
}, 120_000);
afterAll(async () => {
  await product?.stop();
  await collector?.close();
});

const workerUrl = (): string => String(product.worker.ready['url']);

/** Metrics as samples: name with labels → value. */
async function samples(url: string): Promise<ReadonlyMap<string, number>> {
  const { status, text } = await send(url, '/metrics');
  expect(status).toBe(200);
  return new Map(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}

const sum = (all: ReadonlyMap<string, number>, name: string, ...labels: readonly string[]): number =>
  [...all].filter(([sample]) => sample.startsWith(name) && labels.every((label) => sample.includes(label))).reduce((total, [, value]) => total + value, 0);

describe('the metrics of api and worker', () => {
  let api: ReadonlyMap<string, number>;
  let worker: ReadonlyMap<string, number>;

  beforeAll(async () => {
    await negotiation(product, 'nm', { investor: '示例度量科技', title: '度量项目' });
    const office = product.as('office');
    expect((await office.post('/leads/00000000-0000-4000-8000-000000000000/comments', { text: '无此线索' })).status).toBe(404);
    expect((await send(product.url, '/api/v1/nothing/here')).status).toBe(404);
    await product.as('nm.member').get(`/units/nm/pipeline?after=${(await product.log()).length}`);
    await eventually(() => samples(workerUrl()), (all) => sum(all, 'liuhen_projection_lag_events') === 0 && sum(all, 'liuhen_process_lag_events') === 0);
    [api, worker] = [await samples(product.url), await samples(workerUrl())];
  });

  it('tell of appends, commands and requests, by outcome and route', () => {
    expect(sum(api, 'liuhen_append_seconds_count', 'outcome="appended"')).toBeGreaterThanOrEqual(8);
    expect(sum(api, 'liuhen_append_batch_events_count')).toBeGreaterThanOrEqual(8);
    expect(sum(api, 'liuhen_command_seconds_count', 'command="RegisterLead"', 'outcome="done"')).toBe(1);
    expect(sum(api, 'liuhen_http_request_seconds_count', 'route="/api/v1/leads/:id/triage"', 'status="201"')).toBe(1);
    expect(sum(api, 'liuhen_http_request_seconds_count', 'status="404"')).toBe(2);
    expect(sum(api, 'liuhen_pool_connections', 'pool="log-read"')).toBeGreaterThan(0);
    expect(sum(api, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
  });

  it('tell of the read side, process managers, due work and its queue', async () => {
    const events = (await product.log()).length;
    expect(sum(worker, 'liuhen_projection_batch_events_sum')).toBe(events);
    expect(sum(worker, 'liuhen_projection_delay_seconds_count')).toBeGreaterThan(0);
    for (const name of ['liuhen_projection_lag_events', 'liuhen_projection_lag_seconds', 'liuhen_parked_entities', 'liuhen_process_lag_events{manager="leads"}', 'liuhen_process_lag_seconds{manager="leads"}']) {
      expect([name, worker.get(name), api.get(name)]).toEqual([name, 0, 0]);
    }
    expect(sum(worker, 'liuhen_due_work_seconds_count', 'work="protection.expire"', 'outcome="done"')).toBeGreaterThanOrEqual(1);
    expect(sum(worker, 'liuhen_due_work_last_success_timestamp_seconds')).toBeGreaterThan(Date.now() / 1000 - 120);
    expect(worker.has('liuhen_queue_jobs{state="waiting"}')).toBe(true);
    expect(sum(api, 'liuhen_build_info', 'process="api"', 'log="postgresql"', 'queue="postgresql"')).toBe(1);
    expect(sum(worker, 'liuhen_probe_failures_total')).toBe(0);
  });

  it('have no id, address or typed text in any label', () => {
    const labels = [...api.keys(), ...worker.keys()].flatMap((sample) => [...sample.matchAll(/(\w+)="([^"]*)"/g)]).filter(([, name]) => !['le', 'version', 'node', 'read_model', 'quantile'].includes(name ?? ''));
    expect(labels.length).toBeGreaterThan(100);
    const values = new Set(labels.map(([, name, value]) => `${name}=${value}`));
    expect([...values].filter((value) => /[0-9a-f]{8}-|\d{4,}|[^\x20-\x7e]|\d+\.\d+\.\d+/.test(value))).toEqual([]);
    expect(values.size).toBeLessThan(150);
  });

  it('are not for the world: not through a proxy on this machine, not with a wrong token, but with the right one', async () => {
    for (const url of [product.url, workerUrl()]) {
      expect((await send(url, '/metrics', { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(404);
      expect((await send(url, '/metrics', { headers: { authorization: 'Bearer not the token, no' } })).status).toBe(404);
      expect((await send(url, '/metrics', { headers: { authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '203.0.113.7' } })).status).toBe(200);
    }
  });
});

describe('the health of api and worker', () => {
  it('says what each part stands at', async () => {
    const ready = await send(product.url, '/health/ready');
    expect(ready.status).toBe(200);
    expect(ready.body['checks']).toEqual({
      log: { status: 'ok', position: expect.any(Number) }, accounts: { status: 'ok' },
      readSide: { status: 'ok', position: ready.body['read'], behindEvents: 0, behindSeconds: 0, parked: 0 },
      processes: { status: 'ok' }, disk: { status: expect.any(String), dataDirFreeMb: expect.any(Number), keysDirFreeMb: expect.any(Number) },
    });
    const worker = await send(workerUrl(), '/health/ready');
    expect(worker.body['checks']).toMatchObject({ runner: { status: 'ok', state: 'running' }, queue: { status: 'ok', waiting: 0 } });
    expect((await send(workerUrl(), '/health/live')).body).toEqual({ status: 'ok' });
    expect((await send(workerUrl(), '/else')).status).toBe(404);
  });
});

describe('the trace of a request', () => {
  const spansOf = (traceId: string): readonly Span[] => collector.spans.filter((span) => span.traceId === traceId);
  const settled = (traceId: string, count: number): Promise<readonly Span[]> => eventually(async () => spansOf(traceId), (spans) => spans.length >= count, 20_000);

  it('goes on through command, append and read side, into what process managers make of it, under the request\'s correlation id', async () => {
    const correlation = 'spec-of-traces-0001';
    done(await product.as('nm.member').post('/leads', filing({ investor: '示例追踪科技', title: '追踪项目' }), { correlation }));
    const spans = await settled(traceIdOf(correlation), 14);
    const [root] = spans.filter(({ parentSpanId }) => parentSpanId === '');
    expect(root).toMatchObject({ name: 'POST /api/v1/leads', service: 'liuhen-api', attributes: { 'http.route': '/api/v1/leads', 'liuhen.correlation_id': correlation } });
    // Every other span hangs below it, and each kind is there.
    const ids = new Set(spans.map(({ spanId }) => spanId));
    expect(spans.filter(({ parentSpanId }) => parentSpanId !== '' && !ids.has(parentSpanId))).toEqual([]);
    const below = (name: RegExp, parent: RegExp): readonly Span[] => spans.filter((span) => name.test(span.name) && spans.some((other) => other.spanId === span.parentSpanId && parent.test(other.name)));
    expect(below(/^command RegisterLead$/, /^POST/)).toHaveLength(1);
    expect(below(/^append$/, /^command RegisterLead$/)).toHaveLength(1);
    expect(below(/^project$/, /^append$/).filter(({ service }) => service === 'liuhen-worker').length).toBeGreaterThanOrEqual(3);
    const [reaction] = below(/^react leads$/, /^append$/);
    expect(reaction).toMatchObject({ service: 'liuhen-worker', attributes: { 'liuhen.event': 'LeadRegistered' } });
    expect(below(/^command LodgeFiling$/, /^react leads$/).map(({ service }) => service)).toEqual(['liuhen-worker']);
    // An event read back from the log names its trace.
    const events = (await product.log()).filter(({ correlationId }) => correlationId === correlation);
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['LeadRegistered', 'FilingLodged']));
  });

  it('is the caller\'s own where the caller sends a traceparent, and then the events say so', async () => {
    const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
    const id = await protectedLead(product, 'he', { investor: '示例接续科技', title: '接续项目' });
    done(await product.as('he.member').post(`/leads/${id}/comments`, { text: '接续' }, { headers: { traceparent: `00-${traceId}-${spanId}-01` } }));
    const spans = await settled(traceId, 4);
    expect(spans.find(({ name }) => name.startsWith('POST'))).toMatchObject({ parentSpanId: spanId });
    expect((await product.log()).at(-1)).toMatchObject({ correlationId: traceId });
  });

  it('keeps a link to the caller\'s where a correlation id was sent as well', async () => {
    const [traceId, spanId, correlation] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331', 'spec-of-traces-0002'];
    await product.as('office').post('/leads/00000000-0000-4000-8000-000000000000/comments', { text: '无' }, { correlation, headers: { traceparent: `00-${traceId}-${spanId}-01` } });
    const spans = await settled(traceIdOf(correlation), 2);
    expect(spans.find(({ parentSpanId }) => parentSpanId === '')?.links).toMatchObject([{ traceId, spanId }]);
  });

  it('is there for due work as well, which begins its own', async () => {
    const jobs = await eventually(async () => collector.spans.filter(({ name, service }) => service === 'liuhen-worker' && name.includes('due-work')), (spans) => spans.length > 0, 70_000);
    expect(jobs.length).toBeGreaterThan(0);
  });

  it('holds nothing that somebody typed', () => {
    const sent = collector.bodies.join('\n');
    expect(sent.length).toBeGreaterThan(10_000);
    for (const typed of ['示例', '13800138000', '张三丰', '接续项目', '走访']) expect(sent).not.toContain(typed);
  });
});
