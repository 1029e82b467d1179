import { ALL_UNITS } from '#read-side';
import type { AsOf, Snapshot } from './as-of.ts';
import { type BoardCard, STAGES, within } from './board.queries.ts';
import { type Card, POOL } from './card.ts';

/** What became of a card between two boards. */
export type ChangeKind = 'added' | 'advanced' | 'fell-back' | 'moved-in' | 'moved-out' | 'revalued' | 'closed' | 'reopened' | 'merged';

/** A card that differs between two boards; one side is null when it was not on that board. */
export type Change = { readonly id: string; readonly kinds: readonly ChangeKind[]; readonly before: BoardCard | null; readonly after: BoardCard | null };

type Pair = { entity: string; before: Card | null; after: Card | null; merged: boolean };

/** Compares two boards of a unit, or of all units (`*`), card by card. */
export async function changesBetween(snapshot: Snapshot, unit: string, from: AsOf, to: AsOf): Promise<readonly Change[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const side = (at: AsOf) => `select entity, state, unit, stage from cards where ${within({ ...at, live: false }, bind).join(' and ')}`;
  const ofUnit = unit === ALL_UNITS ? '' : `and (b.unit = ${bind(unit)} or a.unit = ${bind(unit)})`;
  const rows = await snapshot.query<Pair[]>(
    `select coalesce(b.entity, a.entity) as entity, case when b.stage is not null then b.state end as before, case when a.stage is not null then a.state end as after,
            coalesce(a.state->>'mergedInto' is not null, false) as merged
     from (${side(from)}) b full join (${side(to)}) a on a.entity = b.entity
     where (b.stage is not null or a.stage is not null) and (b.state::text is distinct from a.state::text) ${ofUnit} order by 1`,
    values,
  );
  return rows.map((pair) => changeOf(pair, unit)).filter(({ kinds }) => kinds.length > 0);
}

function changeOf({ entity, before, after, merged }: Pair, unit: string): Change {
  const on = (card: Card | null): card is Card => card !== null && (unit === ALL_UNITS || (card.unit ?? POOL) === unit);
  const [was, is] = [on(before), on(after)];
  const kinds: ChangeKind[] = [];
  if (!before && is) kinds.push('added');
  if (was && !after && merged) kinds.push('merged');
  if (before && after && before.unit !== after.unit) {
    if (is) kinds.push('moved-in');
    if (was) kinds.push('moved-out');
  }
  if (before && after && is) kinds.push(...progress(before, after));
  return { id: entity, kinds, before: before && { id: entity, ...before }, after: after && { id: entity, ...after } };
}

function progress(before: Card, after: Card): readonly ChangeKind[] {
  const kinds: ChangeKind[] = [];
  const [from, to] = [STAGES.indexOf(before.stage!), STAGES.indexOf(after.stage!)];
  if (after.stage === 'closed' && before.stage !== 'closed') kinds.push('closed');
  else if (before.stage === 'closed' && after.stage !== 'closed') kinds.push('reopened');
  else if (to > from) kinds.push('advanced');
  else if (to < from) kinds.push('fell-back');
  if (before.amount !== after.amount) kinds.push('revalued');
  return kinds;
}
