import { connect, createServer, type Server, type Socket } from 'node:net';
import { CommitWatch, type Committed } from './commit-watch.ts';

/** What the way is like: clear; every piece late by some milliseconds; or silent, where whoever connects is accepted and nothing is ever passed on. */
export type Way = 'clear' | 'silent' | { readonly lateMs: number };

/** A TCP proxy on 127.0.0.1 that can be as bad as a network. */
export type Proxy = {
  readonly port: number;
  /** The same address, but through this proxy. */
  through(url: string): string;
  /** Changes the way for what is open and what comes; a connection that has lost something to silence never hears again. */
  set(way: Way): void;
  /** Resets every open connection. */
  reset(): void;
  /** Cuts the next connections, so many, at the moment of an answer: what was asked has been done, and nobody is told. */
  dropReplies(to: Committed | 'any request', times: number): void;
  /** How many answers were dropped so far. */
  readonly dropped: number;
  stop(): Promise<void>;
};

type Pair = { readonly client: Socket; readonly server: Socket; deaf: boolean; readonly watch: CommitWatch | undefined; held: Buffer[]; tails: { up: Promise<void>; down: Promise<void> } };

/** Starts a proxy in front of an address; `speaks` tells how an answer is recognised. */
export async function startProxy(url: string, speaks: 'postgres' | 'http'): Promise<Proxy> {
  const target = new URL(url);
  const pairs = new Set<Pair>();
  const wanted = new Map<Committed | 'any request', number>();
  let way: Way = 'clear';
  let dropped = 0;

  const dropsNext = (answered: Committed | 'any request' | undefined): boolean => {
    const left = answered === undefined ? 0 : (wanted.get(answered) ?? 0);
    if (left > 0) wanted.set(answered!, left - 1);
    if (left > 0) dropped++;
    return left > 0;
  };
  const cut = (pair: Pair): void => {
    pair.client.resetAndDestroy();
    pair.server.resetAndDestroy();
  };
  const pass = async (pair: Pair, to: Socket, chunk: Buffer): Promise<void> => {
    if (typeof way === 'object') await new Promise((resolve) => setTimeout(resolve, (way as { lateMs: number }).lateMs));
    if (way === 'silent') pair.deaf = true;
    if (!pair.deaf && !to.destroyed) to.write(chunk);
  };
  const answer = (pair: Pair, chunk: Buffer): void => {
    const { watch } = pair;
    if (!watch) return dropsNext('any request') ? cut(pair) : enqueue(pair, 'down', chunk);
    // An answer is kept back until it is known to say that the commit is done; then it goes out whole, or never.
    pair.held.push(chunk);
    const done = watch.fromServer(chunk);
    if (done.some(dropsNext)) return cut(pair);
    if (watch.committing && [...wanted.values()].some((left) => left > 0)) return;
    for (const one of pair.held.splice(0)) enqueue(pair, 'down', one);
  };
  const enqueue = (pair: Pair, direction: 'up' | 'down', chunk: Buffer): void => {
    const to = direction === 'up' ? pair.server : pair.client;
    pair.tails[direction] = pair.tails[direction].then(() => pass(pair, to, chunk));
  };

  const listener: Server = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    const pair: Pair = { client, server, deaf: false, watch: speaks === 'postgres' ? new CommitWatch() : undefined, held: [], tails: { up: Promise.resolve(), down: Promise.resolve() } };
    pairs.add(pair);
    client.on('data', (chunk: Buffer) => {
      pair.watch?.fromClient(chunk);
      enqueue(pair, 'up', chunk);
    });
    server.on('data', (chunk: Buffer) => answer(pair, chunk));
    for (const [one, other] of [[client, server], [server, client]] as const) {
      one.setNoDelay(true);
      one.on('error', () => undefined);
      // On a way that says nothing the end of one side reaches the other no more than anything else.
      one.on('close', () => {
        if (pair.deaf && one === server) return;
        pairs.delete(pair);
        void Promise.all([pair.tails.up, pair.tails.down]).then(() => other.end());
      });
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as { port: number };

  return {
    port,
    through: (from) => Object.assign(new URL(from), { hostname: '127.0.0.1', port: String(port) }).href.replace(/\/$/, ''),
    set: (next) => { way = next; },
    reset: () => [...pairs].forEach(cut),
    dropReplies: (to, times) => void wanted.set(to, times),
    get dropped() { return dropped; },
    async stop() {
      [...pairs].forEach(cut);
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
