import { FOREVER, STILL_KNOWN } from '#read-side';
import { type Page, pageFields } from '#wire';
import { z } from 'zod';
import { asOfFields, type AsOf, readPageCursor, type Snapshot, writePageCursor } from './as-of.ts';
import { type BoardCard, STAGES, within } from './board.queries.ts';
import type { Card } from './card.ts';

/** What a list of cases may be narrowed by: `q` matches title, investor or id; the rest are equal. A unit finds with `offeredTo` what others offer it, too. */
export const listQuery = z.strictObject({
  ...pageFields,
  ...asOfFields,
  q: z.string().trim().min(1).max(100).optional(),
  unit: z.string().max(32).optional(),
  stage: z.enum(STAGES as [string, ...string[]]).optional(),
  chain: z.string().max(16).optional(),
  kind: z.enum(['capital', 'talent', 'technology', 'platform']).optional(),
  offeredTo: z.string().max(32).optional(),
});
export type ListQuery = z.infer<typeof listQuery>;

/** The cases a reader may see: of all units, of one, or only those filed by an account. */
export type Visible = { readonly unit?: string; readonly account?: string; /** Cases that the reader may not know of. */ readonly hidden?: ReadonlySet<string> };

const cursorParts = z.tuple([z.iso.date(), z.number().int(), z.string()]);

/** Cases latest in the world first; `of` keeps leads (up to protection) apart from deals. */
export async function listCases(snapshot: Snapshot, of: 'leads' | 'deals', query: ListQuery, visible: Visible, at: AsOf): Promise<Page<BoardCard>> {
  const values: unknown[] = [query.limit + 1];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [...within(at, bind), 'stage is not null', `${of === 'leads' ? '' : 'not '}(${LEAD})`];
  // An offer may be read by whom it is made to, who is to answer it.
  if (visible.unit !== undefined && visible.unit !== query.offeredTo) conditions.push(`unit = ${bind(visible.unit)}`);
  if (query.offeredTo !== undefined) conditions.push(`state->>'offeredTo' = ${bind(query.offeredTo)}`);
  // What it declined is closed to it again, also as of the days on which it was offered.
  if (visible.unit !== undefined && visible.unit === query.offeredTo && !at.live) {
    const unit = bind(visible.unit);
    conditions.push(`exists (select from cards now where now.entity = cards.entity and now.known_to = ${STILL_KNOWN} and now.happened_to = '${FOREVER}' and (now.unit = ${unit} or now.state->>'offeredTo' = ${unit}))`);
  }
  if (visible.hidden && visible.hidden.size > 0) conditions.push(`entity <> all(${bind([...visible.hidden])})`);
  if (visible.account !== undefined) conditions.push(`exists (select from history h where h.entity = cards.entity and h.type = 'LeadRegistered' and h.event->'actor'->>'account' = ${bind(visible.account)})`);
  if (query.unit !== undefined) conditions.push(`unit = ${bind(query.unit)}`);
  if (query.stage !== undefined) conditions.push(`stage = ${bind(query.stage)}`);
  if (query.chain !== undefined) conditions.push(`state->>'chain' = ${bind(query.chain)}`);
  if (query.kind !== undefined) conditions.push(`state->>'kind' = ${bind(query.kind)}`);
  if (query.q !== undefined) {
    const pattern = bind(`%${query.q.replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(`(state->>'title' ilike ${pattern} or state->>'investor' ilike ${pattern} or entity = ${bind(query.q)})`);
  }
  if (query.cursor !== undefined) {
    const [happened, known, entity] = readPageCursor(at, query.cursor, cursorParts);
    conditions.push(`(happened_from, known_from, entity) < (${bind(happened)}::date, ${bind(known)}::bigint, ${bind(entity)}::text)`);
  }
  const rows = await snapshot.query<{ entity: string; known_from: string; happened_from: string; state: Card }[]>(
    `select entity, known_from, happened_from::text, state from cards where ${conditions.join(' and ')} order by cards.happened_from desc, known_from desc, entity desc limit $1`,
    values,
  );
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
  return {
    items: rows.slice(0, query.limit).map(({ entity, state }) => ({ id: entity, ...state })),
    cursor: last ? writePageCursor(at, [last.happened_from, Number(last.known_from), last.entity]) : null,
  };
}

// A case that was closed while it was a lead has never had a round of talks nor a dossier: it was closed as a lead is.
const LEAD = `stage in ('registered', 'triaged', 'protected') or (stage = 'closed' and not exists (select from history h where h.entity = cards.entity and h.type in ('NegotiationOpened', 'DealOpened')))`;
