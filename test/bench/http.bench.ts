import { type Bench, type Figure, interleaved, type Measured, median, percentile, ratiosOf, rounded } from './figure.ts';
import { aFollowUp, openDeals, registerLeads } from './http.cases.ts';
import { type Connection, openConnection } from './http.client.ts';
import { commandHeaders, type Product, run, signIn, startProduct } from './http.processes.ts';

/*
 * http.command: requests a second at 32 connections of a signed-in, authorised, validated, idempotent command with its
 * free text (a follow-up: its summary is sealed under a key of its own, a file on disk, before the event is appended);
 * p50 and p99 are its milliseconds. "without-text" is a command whose event holds no free text (a transfer of a deal
 * offered and declined, with If-Match). The peer "bare-route" is a Fastify route in a process of its own that inserts
 * one row of the same size into the same PostgreSQL, with the best of the pools tried before the rounds. The api as
 * built, the worker runs beside it as in production (and takes its share of the two cores). Ratio "bare-route" is the
 * follow-up's, "without-text ÷ bare-route" the other's.
 */
const ROUNDS = 5;
const SLICE_MS = 3000;
const CONNECTIONS = 32;
const POOLS = [8, 16, 32];

export const figures: readonly Figure[] = [{ name: 'http.command', measure }];

/** Sends the next request of one connection; throws when it was not done. */
type Caller = () => Promise<unknown>;
type Contender = { readonly name: string; readonly callers: readonly Caller[]; close(): Promise<void> };

async function measure(bench: Bench): Promise<Measured> {
  const product = await startProduct(bench, 'http');
  const bare = await bestBareRoute(bench);
  const contenders = [await followUps(product), await transfers(product), bare.contender];
  const latencies: number[] = [];
  for (const { callers } of contenders) await slice(callers, SLICE_MS / 2);
  const results = await interleaved(contenders, ROUNDS, async ({ name, callers }, round) => {
    const { rate, taken } = await slice(callers, SLICE_MS);
    if (name === 'ours') latencies.push(...taken);
    bench.note(`  round ${round + 1} ${name} ${rounded(rate)}/s p50 ${rounded(percentile(taken, 50))} p99 ${rounded(percentile(taken, 99))}`);
    return rate;
  });
  for (const { close } of contenders) await close();
  await product.stop();
  const ours = ratiosOf(results, 'ours');
  const without = ratiosOf({ 'without-text': results['without-text']!, 'bare-route': results['bare-route']! }, 'without-text');
  return {
    value: rounded(median(results['ours']!)), unit: 'requests/s', p50: rounded(percentile(latencies, 50)), p99: rounded(percentile(latencies, 99)),
    ratios: { ...ours.ratios, 'without-text ÷ bare-route': without.ratios['bare-route']! },
    spread: { ...ours.spread, 'without-text ÷ bare-route': without.spread!['bare-route']! },
    pool: { ours: 'as shipped: 2 write, 4 read the log, 8 the read side', 'bare-route': String(bare.pool) }, rounds: ROUNDS,
  };
}

async function followUps({ url }: Product): Promise<Contender> {
  const team = await signIn(url, 'nm.member');
  const leads = await registerLeads(team, CONNECTIONS, '跟进');
  const connections = await connect(url);
  const callers = connections.map((connection, n) => async () => done(await connection.send('POST', `/api/v1/leads/${leads[n]}/follow-ups`, commandHeaders(team.cookie), aFollowUp)));
  return { name: 'ours', callers, close: async () => [...connections, team].forEach((each) => each.close()) };
}

async function transfers({ url }: Product): Promise<Contender> {
  const [office, giver, taker] = [await signIn(url, 'office'), await signIn(url, 'he.lead'), await signIn(url, 'yy.lead')];
  const deals = await registerLeads(giver, CONNECTIONS, '流转');
  await openDeals(giver, office, deals);
  const connections = await connect(url);
  const callers = connections.map((connection, n) => {
    let [revision, offered] = [0, false];
    return async () => {
      const [path, cookie, body] = offered ? ['transfer/decline', taker.cookie, {}] : ['transfer', giver.cookie, { to: 'yy', creditKept: 30 }];
      done(await connection.send('POST', `/api/v1/deals/${deals[n]}/${path}`, commandHeaders(cookie as string, revision++), body));
      offered = !offered;
    };
  });
  return { name: 'without-text', callers, close: async () => [...connections, office, giver, taker].forEach((each) => each.close()) };
}

async function bestBareRoute(bench: Bench): Promise<{ contender: Contender; pool: number }> {
  let best: { contender: Contender; pool: number; rate: number } | undefined;
  for (const pool of POOLS) {
    const contender = await bareRoute(await bench.database('bare_route'), pool);
    const { rate } = await slice(contender.callers, SLICE_MS / 2);
    const worse = best && best.rate > rate ? contender : best?.contender;
    if (!best || best.rate <= rate) best = { contender, pool, rate };
    await worse?.close();
  }
  return best!;
}

async function bareRoute(database: string, pool: number): Promise<Contender> {
  const program = run('test/bench/http.bare', { DATABASE_URL: database, POOL: String(pool) });
  const { url } = JSON.parse(await program.line('"listening"')) as { url: string };
  const connections = await connect(url);
  const callers = connections.map((connection, n) => async () => done(await connection.send('POST', `/leads/${n}/follow-ups`, {}, aFollowUp)));
  const close = async (): Promise<void> => {
    for (const connection of connections) connection.close();
    await program.stop();
  };
  return { name: 'bare-route', callers, close };
}

const connect = (url: string): Promise<readonly Connection[]> => Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(url)));

function done({ status, body }: { status: number; body: string }): void {
  if (status !== 201) throw new Error(`${status} ${body}`);
}

async function slice(callers: readonly Caller[], ms: number): Promise<{ rate: number; taken: number[] }> {
  const taken: number[] = [];
  const start = performance.now();
  await Promise.all(callers.map(async (call) => {
    for (let now = performance.now(); now - start < ms;) {
      await call();
      const ended = performance.now();
      taken.push(ended - now);
      now = ended;
    }
  }));
  return { rate: (1000 * taken.length) / (performance.now() - start), taken };
}
