import pg from 'pg';
import { type Bench, type Figure, interleaved, type Measured, median, ratiosOf, rounded } from './figure.ts';
import { run } from './http.processes.ts';
import { fillLog, realEvents } from './log.fill.ts';

/*
 * rebuild: events a second folded into a new read schema, all projections from zero, every index made, over a log of
 * 1,000,000 events: some thousand real ones (random histories through the command handlers, late entries among them)
 * and copies of them. In turn with reading the same log bare: its bytes in pages of 2,000 rows, by a client that does
 * nothing with them (bare-read), and with a rebuild over 100,000 events (100k: how flat the rate is as the log grows).
 * Each in a Node process of its own; peak is the most resident memory of the rebuilding ones. `--long` adds 5,000,000.
 */
const ROUNDS = 3;
export const figures: readonly Figure[] = [{ name: 'rebuild', measure }];

type Log = { readonly name: string; readonly url: string; readonly what: 'fill' | 'bare' };
export type Run = { readonly seconds: number; readonly events: number; readonly peakMb: number };

/** Runs one measurement in a process of its own. */
export async function measureIn(url: string, what: 'fill' | 'bare', schema = 'measured'): Promise<Run> {
  const program = run('test/bench/rebuild.process', { WHAT: what, DATABASE_URL: url, SCHEMA: schema });
  const measured = JSON.parse(await program.line('"seconds"')) as Run;
  await program.stop();
  return measured;
}

async function measure(bench: Bench): Promise<Measured> {
  const sizes = [['100k', 100_000], ['1M', 1_000_000], ...(process.env['BENCH_LONG'] ? [['5M', 5_000_000] as const] : [])] as const;
  bench.note(`filling logs of ${sizes.map(([name]) => name).join(', ')} with copies of ${(await realEvents()).length} real events`);
  const logs = new Map<string, string>();
  for (const [name, count] of sizes) {
    const url = await bench.database(`rebuild_${name}`);
    await (await fillLog(url, count)).close();
    logs.set(name, url);
  }
  const of = (name: string, log: string, what: Log['what']): Log => ({ name, url: logs.get(log)!, what });
  const contenders = [of('ours', '1M', 'fill'), of('bare-read', '1M', 'bare'), of('100k', '100k', 'fill'), ...(logs.has('5M') ? [of('5M', '5M', 'fill')] : [])];
  const peaks: Record<string, number> = {};
  const results = await interleaved(contenders, ROUNDS, async ({ name, url, what }, round) => {
    const { seconds, events, peakMb } = await measureIn(url, what);
    if (what === 'fill') peaks[`peak ${name === 'ours' ? '1M' : name} MB`] = rounded(Math.max(peaks[`peak ${name === 'ours' ? '1M' : name} MB`] ?? 0, peakMb));
    bench.note(`  round ${round + 1} ${name} ${rounded(events / seconds)}/s in ${rounded(seconds)} s, peak ${rounded(peakMb)} MB`);
    return events / seconds;
  });
  await Promise.all([...logs.values()].map(drop));
  return { value: rounded(median(results['ours']!)), unit: 'events/s', ...ratiosOf(results, 'ours'), also: peaks, rounds: ROUNDS };
}

/** Makes room on the disk for what is measured next. */
async function drop(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href });
  await client.connect();
  await client.query(`drop database "${new URL(url).pathname.slice(1)}" with (force)`);
  await client.end();
}
