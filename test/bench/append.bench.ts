import { randomUUID } from 'node:crypto';
import { type Appender, CONTENDERS, type Contender } from './append.contenders.ts';
import { type Bench, type Figure, interleaved, type Measured, median, percentile, ratiosOf, rounded } from './figure.ts';

/*
 * append.c1, .c32, .c256: N callers, each appending one event at a time at the revision it knows to streams of its own
 * (20 events, then the next stream), through the store as the product opens it. c32 and c256 are events a second, c1
 * the median latency in milliseconds; bare-100 counts rows. One Node process drives all contenders and shares the
 * machine's cores with PostgreSQL, so client work counts for everyone. Pools: ours as shipped (two writing connections),
 * emmett and castore the 10 they make themselves, bare inserts and message-db the best of 8, 16, 32 tried before the
 * rounds (1 for one caller). Everything keeps its own database on one server with the product's settings: fsync,
 * synchronous_commit and full_page_writes on, 128 MB of shared buffers. One warm-up slice each, then the rounds.
 * Measure on a quiet machine: where others keep the cores busy, waiting for a core outweighs the work measured.
 */
const ROUNDS = 7;
const SLICE_MS = 2000;
const STREAM_LENGTH = 20;
const KINDS = ['lead', 'deal', 'claim', 'review'];

export const figures: readonly Figure[] = [1, 32, 256].map((callers) => ({ name: `append.c${callers}`, measure: (bench) => measure(bench, callers) }));

type Running = { readonly name: string; readonly appender: Appender; readonly load: Load };

async function measure(bench: Bench, callers: number): Promise<Measured> {
  const contenders = CONTENDERS.filter(({ name }) => callers > 1 || name !== 'bare-100');
  const running: Running[] = [];
  for (const contender of contenders) running.push(await prepare(bench, contender, callers));
  const latencies: number[] = [];
  const results = await interleaved(running, ROUNDS, async ({ name, appender, load }, round) => {
    const slice = await runSlice(appender, load, SLICE_MS);
    if (name === 'ours') for (const latency of slice.latencies) latencies.push(latency);
    const result = callers === 1 ? median(slice.latencies) : slice.rows / slice.seconds;
    bench.note(`  round ${round + 1} ${name} ${rounded(result)}`);
    return result;
  });
  await Promise.all(running.map(({ appender }) => appender.close()));
  return {
    value: rounded(median(results['ours']!)),
    unit: callers === 1 ? 'ms' : 'events/s',
    p50: rounded(percentile(latencies, 50)),
    p99: rounded(percentile(latencies, 99)),
    ...ratiosOf(results, 'ours'),
    pool: Object.fromEntries(running.map(({ name, appender }) => [name, appender.pool])),
    rounds: ROUNDS,
  };
}

/** Opens a contender with its best pool size and warms it up. */
async function prepare(bench: Bench, contender: Contender, callers: number): Promise<Running> {
  let best: { running: Running; rate: number } | undefined;
  for (const pool of callers === 1 ? [1] : contender.pools ?? [0]) {
    const appender = await contender.open(await bench.database(contender.name), pool);
    const running = { name: contender.name, appender, load: loadOf(callers) };
    const { rows, seconds } = await runSlice(appender, running.load, SLICE_MS / 2);
    const worse = best && best.rate > rows / seconds ? running : best?.running;
    if (best?.running === worse) best = { running, rate: rows / seconds };
    await worse?.appender.close();
  }
  return best!.running;
}

/** Where each caller stands: its stream and the revision of that stream. */
type Load = { stream: string; revision: number }[];

const aStream = (caller: number) => `${KINDS[caller % KINDS.length]}-${randomUUID()}`;

const loadOf = (callers: number): Load => Array.from({ length: callers }, (_, caller) => ({ stream: aStream(caller), revision: -1 }));

async function runSlice(appender: Appender, load: Load, ms: number): Promise<{ rows: number; seconds: number; latencies: number[] }> {
  const latencies: number[] = [];
  const start = performance.now();
  await Promise.all(load.map(async (at, caller) => {
    for (let now = performance.now(); now - start < ms;) {
      await appender.append(at.stream, at.revision++);
      if (at.revision === STREAM_LENGTH - 1) Object.assign(at, { stream: aStream(caller), revision: -1 });
      const done = performance.now();
      latencies.push(done - now);
      now = done;
    }
  }));
  return { rows: latencies.length * appender.rows, seconds: (performance.now() - start) / 1000, latencies };
}

/** Events a second that so many callers append through the store as shipped, to whatever log there is. */
export async function appendRate(url: string, callers: number): Promise<number> {
  const appender = await CONTENDERS.find(({ name }) => name === 'ours')!.open(url, 0);
  const load = loadOf(callers);
  await runSlice(appender, load, SLICE_MS);
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { rows, seconds } = await runSlice(appender, load, SLICE_MS);
    rates.push(rows / seconds);
  }
  await appender.close();
  return median(rates);
}
