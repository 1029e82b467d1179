import { definitionOf, figureAt } from '../../libs/figures/src/index.ts';
import { AsOfReader } from '../../libs/pipeline/src/index.ts';
import { openReadDataSource, ReadPosition } from '../../libs/read-side/src/index.ts';
import { project } from './board.fill.ts';
import { historiesOf } from './board.histories.ts';
import { type Bench, type Figure, type Measured, percentile, rounded } from './figure.ts';

/*
 * figures.now, figures.asof: milliseconds for one figure of the whole zone (the list below, one after the other) over
 * 100,000 deals of five years that came through the log and the projection runner, asked by one caller through the
 * product's own reader. value is the p99 of all; `also` has the median of each figure. As-of questions are of moments
 * spread over the five years, known by then.
 */
const DEALS = 100_000;
const TIMES = 12;
const ASKED = ['conversion', 'time-in-stage', 'stale', 'fulfilment-rate', 'paid-in-rate', 'target-pace', 'forecast', 'per-mu', 'league', 'chain-coverage'] as const;

export const figures: readonly Figure[] = [
  { name: 'figures.now', measure: (bench) => measure(bench, () => ({})) },
  { name: 'figures.asof', measure: (bench) => measure(bench, (share, head) => ({ known: Math.ceil(head * share) })) },
];

let prepared: Promise<{ readonly reader: AsOfReader; readonly head: number }> | undefined;

async function measure(bench: Bench, placeOf: (share: number, head: number) => { readonly known?: number }): Promise<Measured> {
  const { reader, head } = await (prepared ??= prepare(bench));
  const all: number[] = [];
  const also: Record<string, number> = {};
  for (const name of ASKED) {
    const taken: number[] = [];
    for (let time = 0; time <= TIMES; time++) {
      const began = performance.now();
      const lines = await reader.ask(placeOf((time + 1) / (TIMES + 1), head), async (snapshot, at) => (await figureAt(snapshot, definitionOf(name)!, {}, at)).lines.length);
      // The first of each warms up; a figure without a line may be one, where nobody has set a target.
      if (time > 0) taken.push(performance.now() - began);
      else bench.note(`  ${name}: ${lines} lines`);
    }
    also[`${name} ms`] = rounded(percentile(taken, 50));
    all.push(...taken);
  }
  return { value: rounded(percentile(all, 99)), unit: 'ms', p50: rounded(percentile(all, 50)), p99: rounded(percentile(all, 99)), also, ratios: {}, pool: { ours: '8' }, rounds: TIMES };
}

async function prepare(bench: Bench): Promise<{ readonly reader: AsOfReader; readonly head: number }> {
  const url = await bench.database('figures');
  bench.note(`projecting ${DEALS} deals (some minutes)`);
  const head = await project(url, 'read_figures', DEALS);
  const store = await historiesOf(0);
  const reached = new ReadPosition(url, 'read_figures', store);
  await reached.open();
  return { reader: new AsOfReader(await openReadDataSource(url, 'read_figures'), reached, store), head };
}
