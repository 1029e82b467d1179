import { useQuery } from '@tanstack/react-query';
import type { BoardCard } from '../api/answers.ts';
import { answerOf, api } from '../api/client.ts';
import { may, useSignedIn } from '../session/session.ts';

type Option = { readonly value: string; readonly label: string };
/** The deals and firms one may name in a declaration: those that one sees. */
export type Subjects = { readonly deals: Option[]; readonly enterprises: Option[] };

/** What a choice stands for, `deal/<id>` or `enterprise/<id>`. */
export function aboutOf(choice: string): { readonly kind: string; readonly id: string } {
  const [kind = '', id = ''] = choice.split('/');
  return { kind, id };
}

/** The choices of a list of cases: each case, and each firm once. */
export function subjectsOf(cards: readonly Pick<BoardCard, 'id' | 'title' | 'investor' | 'enterpriseId'>[]): Subjects {
  const firms = new Map(cards.flatMap(({ enterpriseId, investor }) => (enterpriseId === null ? [] : [[enterpriseId, investor] as const])));
  return {
    deals: cards.map(({ id, title, investor }) => ({ value: `deal/${id}`, label: `${title} · ${investor}` })),
    enterprises: [...firms].map(([id, label]) => ({ value: `enterprise/${id}`, label })),
  };
}

export function useSubjects(): Subjects {
  const me = useSignedIn();
  const [deals, leads] = [may(me, 'deal.read') && me.role !== 'reviewer', may(me, 'lead.read')];
  const { data } = useQuery({
    queryKey: ['account', 'subjects', deals, leads],
    queryFn: async () => {
      const query = { limit: 200 };
      const lists = await Promise.all([
        deals ? answerOf<{ items: readonly BoardCard[] }>(api.GET('/api/v1/deals', { params: { query } })) : { items: [] },
        leads ? answerOf<{ items: readonly BoardCard[] }>(api.GET('/api/v1/leads', { params: { query } })) : { items: [] },
      ]);
      return subjectsOf(lists.flatMap(({ items }) => items));
    },
  });
  return data ?? { deals: [], enterprises: [] };
}
