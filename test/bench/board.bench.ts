import { addDays } from '../../libs/measures/src/index.ts';
import { AsOfReader, type AsOfQuery, board } from '../../libs/pipeline/src/index.ts';
import { ALL_UNITS, openReadDataSource, ReadPosition } from '../../libs/read-side/src/index.ts';
import { type Random, randomOf } from '../judge/random.ts';
import { multiply, project, proveMultiply } from './board.fill.ts';
import { FIRST_DAY, historiesOf, UNITS } from './board.histories.ts';
import { type Bench, type Figure, interleaved, type Measured, median, percentile, ratiosOf, rounded } from './figure.ts';

/*
 * board.now, board.asof: milliseconds for a whole board (every column's count, amount and first 50 cards) through the
 * product's own reader, asked one after another by one caller over the pool it ships (8 connections). value is the p99
 * with 1,000,000 deals over five years and 25 units, half of the questions about one unit, half about all. As-of
 * questions are of random moments of the five years: known by then, happened by then, or both. 10,000 deals come
 * through the log and the projection runner; the million are 40,000 that came so, each event 25 times, written in bulk
 * after a proof in the same run that this writes what the runner writes. Ratios are of p99 (and .p50) within a round: 10k is
 * 1M ÷ 10k, now is as-of ÷ now with a million.
 */
const ROUNDS = 5;
const QUESTIONS = 120;
const [SMALL, BASE, COPIES] = [10_000, 40_000, 25];

export const figures: readonly Figure[] = [
  { name: 'board.now', measure: (bench) => measure(bench, 'now') },
  { name: 'board.asof', measure: (bench) => measure(bench, 'as-of') },
];

type Clock = 'now' | 'as-of';
type Size = { readonly deals: '10k' | '1M'; readonly reader: AsOfReader; readonly head: number };
type Contender = { readonly name: string; readonly clock: Clock; readonly size: Size };
type Slice = { readonly p50: number; readonly p99: number };

let prepared: Promise<readonly Size[]> | undefined;

async function measure(bench: Bench, clock: Clock): Promise<Measured> {
  const [small, large] = (await (prepared ??= prepare(bench))) as readonly [Size, Size];
  const contenders: Contender[] = [{ name: 'ours', clock, size: large }, { name: '10k', clock, size: small }, ...(clock === 'as-of' ? [{ name: 'now', clock: 'now' as const, size: large }] : [])];
  for (const contender of contenders) await ask(contender, 0, QUESTIONS);
  const medians: Record<string, number[]> = {};
  const all: number[] = [];
  const results = await interleaved(contenders, ROUNDS, async (contender, round) => {
    const taken = await ask(contender, round, QUESTIONS);
    if (contender.name === 'ours') all.push(...taken);
    const slice: Slice = { p50: percentile(taken, 50), p99: percentile(taken, 99) };
    (medians[contender.name] ??= []).push(slice.p50);
    bench.note(`  round ${round + 1} ${contender.name} p50 ${rounded(slice.p50)} p99 ${rounded(slice.p99)}`);
    return slice.p99;
  });
  const [p99, p50] = [ratiosOf(results, 'ours'), ratiosOf(medians, 'ours')];
  const named = <T>(ratios: Readonly<Record<string, T>>): Record<string, T> => Object.fromEntries(Object.entries(ratios).map(([name, ratio]) => [`${name}.p50`, ratio]));
  return {
    value: rounded(median(results['ours']!)), unit: 'ms', p50: rounded(percentile(all, 50)), p99: rounded(percentile(all, 99)),
    ratios: { ...p99.ratios, ...named(p50.ratios) }, spread: { ...p99.spread, ...named(p50.spread ?? {}) }, pool: { ours: '8' }, rounds: ROUNDS,
  };
}

async function prepare(bench: Bench): Promise<readonly Size[]> {
  const url = await bench.database('board');
  bench.note('proving the copier, projecting 10,000 and 40,000 deals, copying these to 1,000,000 (some minutes)');
  await proveMultiply(url, 300, 7);
  const head = await project(url, 'read_10k', SMALL);
  const base = await project(url, 'read_base', BASE);
  await multiply(url, 'read_base', 'read_1m', COPIES);
  // The log is not asked for anything that the read side has reached, so an empty one will do.
  const store = await historiesOf(0);
  const sizes: Size[] = [];
  for (const [deals, schema, last] of [['10k', 'read_10k', head], ['1M', 'read_1m', 1 + (base - 1) * COPIES]] as const) {
    const reached = new ReadPosition(url, schema, store);
    await reached.open();
    sizes.push({ deals, reader: new AsOfReader(await openReadDataSource(url, schema), reached, store), head: last });
  }
  return sizes;
}

/** Milliseconds of each of a slice of questions, the same for every contender of a round. */
async function ask({ clock, size }: Contender, round: number, questions: number): Promise<number[]> {
  const random = randomOf(1 + round);
  const taken: number[] = [];
  for (let n = 0; n < questions; n++) {
    const unit = n % 2 ? ALL_UNITS : random.pick(UNITS);
    const query = placeIn(random, size.head, clock);
    const start = performance.now();
    const columns = await size.reader.ask(query, (snapshot, at) => board(snapshot, { unit, at }, 50));
    taken.push(performance.now() - start);
    if (columns.length === 0) throw new Error('a board has columns');
  }
  return taken;
}

function placeIn(random: Random, head: number, clock: Clock): AsOfQuery {
  const [known, happened] = [1 + Math.floor((0.05 + 0.95 * random.next()) * (head - 1)), addDays(FIRST_DAY, 60 + random.upTo(1760))];
  const which = random.upTo(3);
  if (clock === 'now') return {};
  return which === 0 ? { known } : which === 1 ? { happened } : { known, happened };
}
