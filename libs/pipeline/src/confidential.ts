import { mayKnow } from '#access';
import type { ConfidentialEvent } from '#confidentiality';
import type { Actor } from '#event-store';
import type { RowProjection } from '#read-side';
import type { Snapshot } from './as-of.ts';
import type { BoardCard } from './board.queries.ts';

/** The cases that are confidential now, each with the people named: what hides one is of today, whatever past is asked about. */
export const confidentialProjection: RowProjection = {
  table: 'confidential_cases',
  key: 'id',
  keys: ({ stream }) => (stream.startsWith('confidential-') ? [stream.slice('confidential-'.length)] : []),
  evolve(row, event, id) {
    const { type, data } = event as unknown as ConfidentialEvent;
    const people = (row?.['people'] ?? []) as readonly string[];
    switch (type) {
      case 'DealMadeConfidential':
        return { id, people: data.people };
      case 'ConfidantAdded':
        return { id, people: [...people, data.account].sort() };
      case 'ConfidantRemoved':
        return { id, people: people.filter((account) => account !== data.account) };
      case 'ConfidentialityLifted':
        return undefined;
      default:
        return row;
    }
  },
};

export const confidentialSql = 'create table confidential_cases (id text collate "C" primary key, people jsonb not null);';

/** The cases that an actor may not know of; every read of more than one case leaves them out or veils them. */
export async function hiddenFrom(snapshot: Snapshot, actor: Actor): Promise<ReadonlySet<string>> {
  if (mayKnow(actor, [])) return new Set();
  const rows = await snapshot.query<{ id: string; people: readonly string[] }[]>('select id, people from confidential_cases');
  return new Set(rows.filter(({ people }) => !mayKnow(actor, people)).map(({ id }) => id));
}

/** The people named in a case; null when it is not confidential. */
export async function confidantsIn(snapshot: Snapshot, id: string): Promise<readonly string[] | null> {
  const [row] = await snapshot.query<{ people: readonly string[] }[]>('select people from confidential_cases where id = $1', [id]);
  return row?.people ?? null;
}

/** A card as those see it who may not know of the case: counted with its amount, without name, firm or place in a chain. */
export function veiled<C extends BoardCard>(card: C): C & { readonly confidential: true } {
  return { ...card, title: '', investor: '', enterpriseId: null, chain: null, link: null, source: null, offeredTo: null, closedFor: null, confidential: true };
}

/** The cards, those of hidden cases veiled. */
export function veil<C extends BoardCard>(cards: readonly C[], hidden: ReadonlySet<string>): readonly C[] {
  return hidden.size === 0 ? cards : cards.map((card) => (hidden.has(card.id) ? veiled(card) : card));
}
