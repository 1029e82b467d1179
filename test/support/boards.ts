import { boardAt, type Column, type Place } from '../judge/brute-force.ts';
import type { Client } from './client.ts';
import type { LoggedEvent } from './log.ts';

type Columns = Readonly<Record<string, Column>>;
type Cards = { readonly cards: readonly { readonly id: string }[]; readonly cursor: string | null };

const PAGE = 200;

/** A board as the API answers it, its columns read to their ends; `path` is `/pipeline` or `/units/:id/pipeline`. */
export async function boardOver(client: Client, path: string, query: string): Promise<Columns> {
  const { status, text, body } = await client.get(`${path}?${query}&limit=${PAGE}`);
  if (status !== 200) throw new Error(`${path}?${query} answered ${status}: ${text}`);
  const columns = body['columns'] as readonly (Cards & { stage: string; count: number; amount: number })[];
  const unit = /^\/units\/([^/]+)\//.exec(path)?.[1] ?? 'all';
  const read = columns.filter(({ count, cards }) => count !== 0 || cards.length > 0).map(async ({ stage, count, amount, ...first }) => [stage, { count, amount, ids: await idsOf(client, `/units/${unit}/pipeline/${stage}?known=${String(body['position'])}`, first) }] as const);
  return Object.fromEntries(await Promise.all(read));
}

async function idsOf(client: Client, column: string, first: Cards): Promise<readonly string[]> {
  const ids = first.cards.map(({ id }) => id);
  for (let { cursor } = first; cursor !== null; ) {
    const page = (await client.get(`${column}&limit=${PAGE}&cursor=${encodeURIComponent(cursor)}`)).body as unknown as Cards;
    ids.push(...page.cards.map(({ id }) => id));
    cursor = page.cursor;
  }
  return ids.sort();
}

/** Where the boards of the API and a plain fold of the log differ, at one place on both clocks: of all units together, and of each. */
export async function differingBoards(client: Client, events: readonly LoggedEvent[], units: readonly string[], place: Pick<Place, 'knownPosition' | 'happened'> = {}): Promise<readonly { board: string; api: Columns; fold: Columns }[]> {
  const { knownPosition = events.at(-1)?.position ?? 0, happened } = place;
  const query = `known=${knownPosition}${happened === undefined ? '' : `&happened=${happened}`}`;
  const differing: { board: string; api: Columns; fold: Columns }[] = [];
  for (const unit of ['all', ...units]) {
    const api = await boardOver(client, unit === 'all' ? '/pipeline' : `/units/${unit}/pipeline`, query);
    const fold = boardAt(events, { unit, knownPosition, happened });
    if (canonical(api) !== canonical(fold)) differing.push({ board: `${unit} ${query}`, api, fold });
  }
  return differing;
}

const canonical = (columns: Columns): string => JSON.stringify(Object.entries(columns).sort(([a], [b]) => (a < b ? -1 : 1)).map(([stage, { count, amount, ids }]) => [stage, count, amount, ids]));
