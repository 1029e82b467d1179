import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { type Bench, type Figure, type Measured, median, percentile, rounded } from './figure.ts';
import { aFollowUp, aRegistration, openDeals, registerLeads } from './http.cases.ts';
import { type Client, clientOf, type Product, signIn, startProduct } from './http.processes.ts';

/*
 * freshness: milliseconds from the answer of a command (201, with its position) to the server-sent event that says the
 * boards hold that position, which is sent after the commit of the read side; 200 commands a second over HTTP for 15 s,
 * whether or not earlier ones were answered, in turn a registration, a follow-up and a comment by a team's member; api
 * and worker are two processes as in production. One command in ten is followed at once by the team's board with
 * `after=<position>`; read.p99 is how long that took, its round trip included. p50 and p99 are over the commands of all
 * rounds, value the median of the rounds' p99. It has no peer: the bar is 100 ms.
 */
const ROUNDS = 3;
const SECONDS = 15;
const PER_SECOND = 200;
const CONNECTIONS = 48;
const CASES = 60;

export const figures: readonly Figure[] = [{ name: 'freshness', measure }];

type Fresh = { readonly told: number[]; readonly read: number[]; perSecond: number };

async function measure(bench: Bench): Promise<Measured> {
  const product = await startProduct(bench, 'freshness');
  const load = await prepare(product);
  await round(load, 3);
  const rounds: Fresh[] = [];
  for (let each = 0; each < ROUNDS; each++) {
    const fresh = await round(load, SECONDS);
    bench.note(`  round ${each + 1} told p50 ${rounded(percentile(fresh.told, 50))} p99 ${rounded(percentile(fresh.told, 99))}, read p99 ${rounded(percentile(fresh.read, 99))}, ${rounded(fresh.perSecond)}/s`);
    rounds.push(fresh);
  }
  await load.close();
  await product.stop();
  const [told, read] = [rounds.flatMap(({ told }) => told), rounds.flatMap(({ read }) => read)];
  const each = rounds.map(({ told }) => percentile(told, 99));
  return {
    value: rounded(median(each)), unit: 'ms', p50: rounded(percentile(told, 50)), p99: rounded(percentile(told, 99)), ratios: {},
    also: { 'commands/s done': rounded(median(rounds.map(({ perSecond }) => perSecond))), 'read.p50': rounded(percentile(read, 50)), 'read.p99': rounded(percentile(read, 99)) },
    spread: { value: [rounded(Math.min(...each)), rounded(Math.max(...each))] }, pool: { ours: 'as shipped' }, rounds: ROUNDS,
  };
}

/** The p99 of one round on a product that runs. */
export async function freshnessOn(product: Pick<Product, 'url'>): Promise<number> {
  const load = await prepare(product);
  await round(load, 3);
  const { told } = await round(load, SECONDS);
  await load.close();
  return percentile(told, 99);
}

type Load = { readonly idle: Client[]; readonly readers: Client[]; /** One more connection: earlier answers that are late never hold a command back. */ another(): Promise<Client>; readonly live: Live; readonly commands: readonly ((client: Client) => Promise<Record<string, unknown>>)[]; close(): Promise<void> };

async function prepare({ url }: Pick<Product, 'url'>): Promise<Load> {
  const [office, member, lead] = [await signIn(url, 'office'), await signIn(url, 'nm.member'), await signIn(url, 'nm.lead')];
  const leads = await registerLeads(member, CASES, '常新');
  await openDeals(lead, office, leads);
  const opened: Client[] = [office, member, lead];
  const another = async (): Promise<Client> => {
    const client = await clientOf(url, member.cookie);
    opened.push(client);
    return client;
  };
  const idle = await Promise.all(Array.from({ length: CONNECTIONS }, another));
  const readers = await Promise.all(Array.from({ length: CONNECTIONS }, another));
  const live = await listen(url, office.cookie);
  let n = 0;
  const oneOf = (): string => leads[++n % CASES]!;
  const commands = [
    (client: Client) => client.post('/leads', aRegistration(`新${process.pid}-${++n}`)),
    (client: Client) => client.post(`/leads/${oneOf()}/follow-ups`, aFollowUp),
    (client: Client) => client.post(`/deals/${oneOf()}/comments`, { text: '已与土地部门核对，红线内有一条管线需要迁改，周四前给出费用。' }),
  ];
  return { idle, readers, another, live, commands, close: async () => { live.close(); for (const client of opened) client.close(); } };
}

async function round({ idle, readers, another, live, commands }: Load, seconds: number): Promise<Fresh> {
  const fresh: Fresh = { told: [], read: [], perSecond: 0 };
  const sent: Promise<void>[] = [];
  const start = performance.now();
  const send = async (n: number): Promise<void> => {
    const client = idle.pop() ?? (await another());
    const position = Number((await commands[n % commands.length]!(client))['position']);
    const answered = performance.now();
    idle.push(client);
    const told = live.reached(position).then((at) => void fresh.told.push(Math.max(0, at - answered)));
    if (n % 10 === 0) await boardAt({ readers, another }, position, answered, fresh);
    await told;
  };
  for (let n = 0; n < seconds * PER_SECOND; n++) {
    const due = start + (1000 * n) / PER_SECOND;
    if (due > performance.now()) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    sent.push(send(n));
  }
  await Promise.all(sent);
  fresh.perSecond = (1000 * sent.length) / (performance.now() - start);
  return fresh;
}

async function boardAt({ readers, another }: Pick<Load, 'readers' | 'another'>, position: number, answered: number, { read }: Fresh): Promise<void> {
  const reader = readers.pop() ?? (await another());
  const board = await reader.get(`/units/nm/pipeline?after=${position}&limit=20`);
  read.push(performance.now() - answered);
  readers.push(reader);
  if (Number(board['position']) < position) throw new Error(`the board stands at ${String(board['position'])}, not at ${position}`);
}

type Live = { /** When it was told that the boards hold a position. */ reached(position: number): Promise<number>; close(): void };

async function listen(url: string, cookie: string): Promise<Live> {
  let [head, at] = [0, 0];
  let waiting: { readonly position: number; readonly resolve: (at: number) => void }[] = [];
  const sent = request(`${url}/api/v1/stream`, { headers: { cookie, accept: 'text/event-stream' } });
  sent.end();
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => sent.once('response', resolve).once('error', reject));
  // Its end is our doing, and no news.
  const lines = createInterface({ input: response }).on('error', () => undefined);
  response.on('error', () => undefined);
  lines.on('line', (line) => {
    if (!line.startsWith('id: ')) return;
    [head, at] = [Number(line.slice(4)), performance.now()];
    for (const { position, resolve } of waiting) if (position <= head) resolve(at);
    waiting = waiting.filter(({ position }) => position > head);
  });
  return {
    reached: (position) => (position <= head ? Promise.resolve(at) : new Promise((resolve) => waiting.push({ position, resolve }))),
    close: () => sent.destroy(),
  };
}
