import type pg from 'pg';
import { openPostgresEventStore } from '../../libs/event-store/src/index.ts';
import { AsOfReader, board, pipelineReadModel } from '../../libs/pipeline/src/index.ts';
import { ALL_UNITS, ensureReadSchema, openReadDataSource, ReadPosition } from '../../libs/read-side/src/index.ts';
import { UNITS } from '../judge/moves.ts';
import { withClient } from '../judge/feed.ts';
import { appendRate } from './append.bench.ts';
import { type Bench, type Figure, type Measured, percentile, rounded } from './figure.ts';
import { freshnessOn } from './freshness.bench.ts';
import { startProduct } from './http.processes.ts';
import { fillLog } from './log.fill.ts';
import { measureIn } from './rebuild.bench.ts';

/*
 * growth: the same figures over a log of 100,000 and of 1,000,000 events (`--long`: 5,000,000): events a second appended
 * by 32 callers (ours alone; peers are in append.c32), p99 of a whole board of now in ms, p99 of freshness in ms at 200
 * commands a second over HTTP, seconds and peak memory of a rebuild. value is the worst of them, as a ratio of 1M to
 * 100k, where above 1 is worse.
 */
export const figures: readonly Figure[] = [{ name: 'growth', measure }];

type Grown = { readonly append: number; readonly board: number; readonly freshness: number; readonly rebuild: number; readonly peakMb: number };

async function measure(bench: Bench): Promise<Measured> {
  const sizes = [['100k', 100_000], ['1M', 1_000_000], ...(process.env['BENCH_LONG'] ? [['5M', 5_000_000] as const] : [])] as const;
  const grown: [string, Grown][] = [];
  for (const [name, count] of sizes) grown.push([name, await grow(bench, name, count)]);
  const of = (name: string): Grown => grown.find(([each]) => each === name)![1];
  const [small, large] = [of('100k'), of('1M')];
  const ratios = { append: small.append / large.append, board: large.board / small.board, freshness: large.freshness / small.freshness, rebuild: small.rebuild / large.rebuild, peak: large.peakMb / small.peakMb };
  const also = Object.fromEntries(grown.flatMap(([name, { append, board: onBoard, freshness, rebuild, peakMb }]) =>
    Object.entries({ 'append.c32 events/s': append, 'board.now p99 ms': onBoard, 'freshness p99 ms': freshness, 'rebuild events/s': rebuild, 'rebuild peak MB': peakMb }).map(([what, value]) => [`${name} ${what}`, rounded(value)])));
  return { value: rounded(Math.max(...Object.values(ratios))), unit: '1M ÷ 100k, worst', ratios: Object.fromEntries(Object.entries(ratios).map(([name, ratio]) => [name, rounded(ratio)])), also, rounds: 1 };
}

async function grow(bench: Bench, name: string, count: number): Promise<Grown> {
  bench.note(`  ${name}: filling the log`);
  // Started once while the log is empty, so that process managers have cursors; these then stand where the copies end.
  const product = await startProduct(bench, `growth_${name}`);
  await product.stopPrograms();
  const store = await fillLog(product.database, count);
  const { position: head } = await store.head();
  await store.close();
  await withClient(product.database, (client) => client.query('update processes.cursors set position = $1', [head]));
  const schema = await withClient(product.database, (client: pg.Client) => ensureReadSchema(client, pipelineReadModel));
  const rebuilt = await measureIn(product.database, 'fill', schema);
  bench.note(`  ${name}: rebuilt ${rounded(rebuilt.events / rebuilt.seconds)}/s, peak ${rounded(rebuilt.peakMb)} MB`);
  const onBoard = await boardP99(product.database, schema);
  bench.note(`  ${name}: board.now p99 ${rounded(onBoard)} ms`);
  await product.startPrograms();
  const freshness = await freshnessOn(product);
  bench.note(`  ${name}: freshness p99 ${rounded(freshness)} ms`);
  await product.stop();
  const append = await appendRate(product.database, 32);
  bench.note(`  ${name}: append.c32 ${rounded(append)}/s`);
  return { append, board: onBoard, freshness, rebuild: rebuilt.events / rebuilt.seconds, peakMb: rebuilt.peakMb };
}

async function boardP99(url: string, schema: string): Promise<number> {
  const store = await openPostgresEventStore({ connectionString: url });
  const reached = new ReadPosition(url, schema, store);
  await reached.open();
  const read = await openReadDataSource(url, schema);
  const reader = new AsOfReader(read, reached, store);
  const taken: number[] = [];
  for (let n = 0; n < 300; n++) {
    const began = performance.now();
    await reader.ask({}, (snapshot, at) => board(snapshot, { unit: n % 2 ? ALL_UNITS : UNITS[n % UNITS.length]!, at }, 50));
    if (n >= 50) taken.push(performance.now() - began);
  }
  await read.destroy();
  await reached.close();
  await store.close();
  return percentile(taken, 99);
}
