import { paths } from '#deals';
import { RefusedError } from '#event-store';
import { ALL_UNITS, STILL_KNOWN, FOREVER, monthOf } from '#read-side';
import { z } from 'zod';
import { allHappened, type AsOf, readPageCursor, type Snapshot, writePageCursor } from './as-of.ts';
import type { Card, Stage } from './card.ts';

/** All columns in the order of a board: the path of capital, then the two of the other kinds, then what is closed. */
export const STAGES: readonly Stage[] = [...paths.capital, 'arrived', 'performing', 'closed'];

/** A card as a board shows it: `id` is the case's, `daysInStage` leaves out days on hold. */
export type BoardCard = Card & { readonly id: string };

/** A column of a board: how many cards, their amounts in 分, and the first of them, latest in the world first. */
export type BoardColumn = { readonly stage: Stage; readonly count: number; readonly amount: number; readonly cards: readonly BoardCard[]; readonly cursor: string | null };

/** Which cards: of a unit, or of all (`*`). */
export type BoardScope = { readonly unit: string; readonly at: AsOf };

const cursorParts = z.tuple([z.iso.date(), z.number().int(), z.string()]);
type CardRow = { entity: string; stage: Stage; known_from: string; happened_from: string; state: Card };
type Cards = Pick<BoardColumn, 'cards' | 'cursor'>;

/** A whole board: every column with its totals and its first `limit` cards. */
export async function board(snapshot: Snapshot, scope: BoardScope, limit: number): Promise<readonly BoardColumn[]> {
  const totals = await boardTotals(snapshot, scope);
  const filled = STAGES.filter((stage) => (totals.get(stage)?.count ?? 0) > 0);
  const short = scope.at.live ? [] : filled.filter((stage) => totals.get(stage)!.count <= SHORT);
  const long = filled.filter((stage) => !short.includes(stage));
  const cards = new Map([...(await boardCards(snapshot, scope, long, limit)), ...(await shortColumns(snapshot, scope, short, limit))]);
  return STAGES.map((stage) => ({ stage, ...(totals.get(stage) ?? { count: 0, amount: 0 }), ...(cards.get(stage) ?? { cards: [], cursor: null }) }));
}

/** Up to how many cards a column as of a time is found by range and sorted, not by walking past what no longer holds. */
const SHORT = 250;

/** The first `limit` cards of some columns, or those after a cursor of one column. */
export async function boardCards(snapshot: Snapshot, { unit, at }: BoardScope, stages: readonly Stage[], limit: number, cursor?: string): Promise<ReadonlyMap<Stage, Cards>> {
  const values: unknown[] = [stages, limit + 1];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions = ['c.stage = s.stage', ...within(at, bind)];
  // Nothing happens after the day it is recorded on: the walk begins at the day of knowing.
  if (!at.live) conditions.push(`happened_from <= ${bind(at.knownOn)}`);
  if (unit !== ALL_UNITS) conditions.push(`unit = ${bind(unit)}`);
  if (cursor !== undefined) {
    const [happened, known, entity] = readPageCursor(at, cursor, cursorParts);
    conditions.push(`(happened_from, known_from, entity) < (${bind(happened)}::date, ${bind(known)}::bigint, ${bind(entity)}::text)`);
  }
  return columnsOf(snapshot, at, stages, limit, `select * from cards c where ${conditions.join(' and ')}`, values);
}

/** The first cards of columns that hold few: the three kinds of rectangles (known for ever, held for ever, neither) each by its own range. */
function shortColumns(snapshot: Snapshot, { unit, at }: BoardScope, stages: readonly Stage[], limit: number): Promise<ReadonlyMap<Stage, Cards>> {
  const values: unknown[] = [stages, limit + 1, at.position];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const column = `select * from cards c where c.stage = s.stage${unit === ALL_UNITS ? '' : ` and unit = ${bind(unit)}`}`;
  const [known, held] = ['int8range(known_from, known_to) @> $3::bigint', `happened_to = '${FOREVER}'`];
  if (allHappened(at)) return columnsOf(snapshot, at, stages, limit, `${column} and ${held} and ${known} offset 0`, values);
  const day = bind(at.happened);
  const happened = `daterange(happened_from, happened_to) @> ${day}::date and happened_to < '${FOREVER}'`;
  const kinds = [`${held} and ${known} and happened_from <= ${day}::date`, `known_to = ${STILL_KNOWN} and ${happened} and known_from <= $3`, `known_to < ${STILL_KNOWN} and ${happened} and ${known}`];
  return columnsOf(snapshot, at, stages, limit, kinds.map((kind) => `(${column} and ${kind} offset 0)`).join(' union all '), values);
}

/** The first cards of each column `s.stage`, from rectangles of it; `$1` are the columns, `$2` is one more than the limit. */
async function columnsOf(snapshot: Snapshot, at: AsOf, stages: readonly Stage[], limit: number, rectangles: string, values: readonly unknown[]): Promise<ReadonlyMap<Stage, Cards>> {
  if (stages.length === 0) return new Map();
  const rows = await snapshot.query<CardRow[]>(
    `select c.* from unnest($1::text[]) as s(stage) cross join lateral (
       select entity, c.stage, known_from, happened_from::text, state from (${rectangles}) c
       order by c.happened_from desc, known_from desc, entity desc limit $2
     ) c`,
    [...values],
  );
  return new Map(stages.map((stage) => [stage, pageOf(at, rows.filter((row) => row.stage === stage), limit)]));
}

function pageOf(at: AsOf, rows: readonly CardRow[], limit: number): Cards {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    cards: rows.slice(0, limit).map(({ entity, state }) => ({ id: entity, ...state })),
    cursor: last ? writePageCursor(at, [last.happened_from, Number(last.known_from), last.entity]) : null,
  };
}

/**
 * Count and amount (分) per stage: the sum of all deltas known and happened by then, read as whole months, then the
 * days of the two months that are cut, then the deltas of the day of knowing.
 */
export async function boardTotals(snapshot: Snapshot, { unit, at }: BoardScope): Promise<ReadonlyMap<Stage, { count: number; amount: number }>> {
  const rows = await snapshot.query<{ stage: Stage; count: string; amount: string }[]>(
    `select stage, sum(count) as count, sum(amount) as amount from (
         select stage, count, amount from cards_months where unit = $1 and known_on < $3 and happened < $4
         union all select stage, count, amount from cards_days where unit = $1 and known_on >= $3 and known_on < $2 and happened <= $5
         union all select stage, count, amount from cards_days where unit = $1 and known_on < $3 and happened >= $4 and happened <= $5
         union all select stage, count, amount from cards_deltas where unit = $1 and known_on = $2 and known <= $6 and happened <= $5
       ) parts group by stage having sum(count) <> 0 or sum(amount) <> 0`,
      [unit, at.knownOn, monthOf(at.knownOn), monthOf(at.happened), at.happened, at.position],
    );
  return new Map(rows.map(({ stage, count, amount }) => [stage, { count: Number(count), amount: Number(amount) }]));
}

/** One card; refuses `pipeline.unknown-case`. */
export async function cardOf(snapshot: Snapshot, id: string, at: AsOf): Promise<BoardCard> {
  const values: unknown[] = [id];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const rows = await snapshot.query<{ state: Card }[]>(`select state from cards where entity = $1 and ${within(at, bind).join(' and ')}`, values);
  if (!rows[0] || rows[0].state.stage === null) throw new RefusedError('not-found', 'pipeline.unknown-case', { id });
  return { id, ...rows[0].state };
}

/** The conditions that a rectangle holds at a place on both clocks; what still holds has indexes of its own. */
export function within(at: AsOf, bind: (value: unknown) => string): readonly string[] {
  if (at.live) return [`known_to = ${STILL_KNOWN}`, `happened_to = '${FOREVER}'`];
  const known = bind(at.position);
  if (allHappened(at)) return [`known_from <= ${known}`, `known_to > ${known}`, `happened_to = '${FOREVER}'`];
  const happened = bind(at.happened);
  return [`known_from <= ${known}`, `known_to > ${known}`, `happened_from <= ${happened}`, `happened_to > ${happened}`];
}

/** Cards of a board that stand still because an event of theirs could not be folded: what they show is their last good state. */
export async function parkedCards(snapshot: Snapshot, unit: string): Promise<readonly string[]> {
  const rows = await snapshot.query<{ entity: string }[]>(
    `select entity from parked p where projection = 'cards' and ($1 = '*' or exists (select from cards c where c.entity = p.entity and c.known_to = ${STILL_KNOWN} and c.unit = $1)) order by entity`,
    [unit],
  );
  return rows.map(({ entity }) => entity);
}
