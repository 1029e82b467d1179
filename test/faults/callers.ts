import { type Client, clientOf } from '../support/client.ts';
import { PASSWORD } from '../support/product.ts';

/** Somebody with an account who knows every api process: `at(n)` asks one, `at(n + 1)` the next, in one session. */
export type Caller = { readonly account: string; at(turn: number): Client };

const PATIENCE_MS = 8_000;

/** Callers by account, each made once; nobody waits longer than 8 s for an answer. */
export function callersOf(urls: readonly string[], patienceMs = PATIENCE_MS): (account: string) => Caller {
  const callers = new Map<string, Caller>();
  return (account) => {
    const caller = callers.get(account) ?? callerOf(urls, account, patienceMs);
    callers.set(account, caller);
    return caller;
  };
}

function callerOf(urls: readonly string[], account: string, patienceMs: number): Caller {
  const first = clientOf(() => urls[0] ?? '', account, PASSWORD, { patienceMs });
  const others = urls.slice(1).map((url) => clientOf(() => url, account, PASSWORD, { patienceMs, cookie: first.cookie }));
  const clients = [first, ...others];
  return { account, at: (turn) => clients[turn % clients.length] ?? first };
}
