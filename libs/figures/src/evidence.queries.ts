import { mayAccess } from '#access';
import type { Actor } from '#event-store';
import { type AsOf, type Card, hiddenFrom, type Snapshot } from '#pipeline';
import { FOREVER, STILL_KNOWN } from '#read-side';
import type { Evidence } from './definition.ts';

/** An event behind a number. */
export type EvidenceEvent = { readonly id: string; readonly type: string; readonly position: number; readonly ordinal: number; readonly occurredOn: string; readonly recordedAt: string };

/** A case behind a number as a reader may see it: of a case of others, what it counted with and not which it is. */
export type EvidenceItem = Omit<Evidence, 'case' | 'events'> & {
  readonly case: { readonly id: string; readonly title: string; readonly investor: string; readonly unit: string | null; readonly stage: string | null } | null;
  readonly events: readonly EvidenceEvent[];
};

/** In the order of lines as they stand in the figure, then of happening, then of cases. */
export function inOrder(evidence: readonly Evidence[]): readonly Evidence[] {
  return [...evidence].sort((a, b) => compare(a.line, b.line) || compare(a.on, b.on) || compare(a.case, b.case) || (a.events[0] ?? 0) - (b.events[0] ?? 0));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Fills evidence with the cases' cards and events, each case checked by the policy for this reader. */
export async function openEvidence(snapshot: Snapshot, actor: Actor, evidence: readonly Evidence[], at: AsOf): Promise<readonly EvidenceItem[]> {
  const ids = [...new Set(evidence.map((one) => one.case))];
  const cards = await readableCards(snapshot, actor, ids);
  const events = await eventsOf(snapshot, evidence.filter((one) => cards.has(one.case)), at);
  return evidence.map(({ line, case: id, on, value, events: positions }) => {
    const card = cards.get(id);
    if (!card) return { line, on, value, case: null, events: [] };
    const { title, investor, unit, stage } = card;
    return { line, on, value, case: { id, title, investor, unit, stage }, events: positions.flatMap((position) => events.get(`${id} ${position}`) ?? []) };
  });
}

// Who may see a case is asked of now, whatever past the figure is of: a case handed on is the other team's.
async function readableCards(snapshot: Snapshot, actor: Actor, ids: readonly string[]): Promise<ReadonlyMap<string, Card>> {
  const rows = await snapshot.query<{ entity: string; state: Card; accounts: readonly string[] }[]>(
    `select c.entity, c.state, array(select h.event->'actor'->>'account' from history h where h.entity = c.entity and h.type = 'LeadRegistered') as accounts
     from cards c where c.entity = any($1) and c.known_to = ${STILL_KNOWN} and c.happened_to = '${FOREVER}'`,
    [ids],
  );
  const hidden = await hiddenFrom(snapshot, actor);
  return new Map(rows.filter(({ entity, state, accounts }) => !hidden.has(entity) && mayAccess(actor, 'history.read', { unit: state.unit, accounts })).map(({ entity, state }) => [entity, state]));
}

async function eventsOf(snapshot: Snapshot, evidence: readonly Evidence[], { position }: AsOf): Promise<ReadonlyMap<string, EvidenceEvent>> {
  const wanted = evidence.flatMap(({ case: entity, events }) => events.map((event) => ({ entity, event })));
  const rows = await snapshot.query<{ entity: string; position: string; ordinal: string; type: string; occurred_on: string; id: string; recordedAt: string }[]>(
    `select h.entity, h.position, m.ordinal, h.type, h.occurred_on::text as occurred_on, h.event->>'id' as id, h.event->>'recordedAt' as "recordedAt"
     from history h join moments m on m.position = h.position
     where h.position <= $3 and (h.entity, h.position) in (select * from unnest($1::text[], $2::bigint[]))`,
    [wanted.map(({ entity }) => entity), wanted.map(({ event }) => event), position],
  );
  return new Map(rows.map(({ entity, position: at, ordinal, type, occurred_on: occurredOn, id, recordedAt }) => [`${entity} ${at}`, { id, type, position: Number(at), ordinal: Number(ordinal), occurredOn, recordedAt }]));
}
