import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { AsOf } from '../url/as-of.ts';
import type { BoardCard, Board, CasePage, CaseRights, Chains, Changes, ColumnPage, History, LibraryBatch, LibraryPage, Me, Stage } from './answers.ts';
import { answerOf, api } from './client.ts';
import { afterOwnWrites } from './position.ts';
import { ProblemError } from './problem.ts';

/** How many cards of a column the board brings at once, and how many each further page. */
export const FIRST_CARDS = 50;
const MORE_CARDS = 200;
const ROWS = 50;

/** The pseudo-unit of the board over all units. */
export const ALL = 'all';

// What is now waits for this tab's own commands; what is past was there before them.
export const clocks = ({ known, happened }: AsOf): { known?: string; happened?: string; after?: number } => ({ known, happened, ...(known === undefined && { after: afterOwnWrites() }) });

/** Who is signed in; null when nobody is. */
export function useMe() {
  return useQuery({ queryKey: ['me'], queryFn: readMe, staleTime: 5 * 60_000, retry: false });
}

async function readMe(): Promise<Me | null> {
  try {
    return await answerOf<Me>(api.GET('/api/v1/me'));
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 401) return null;
    throw error;
  }
}

/** The board of a unit, or of all (`all`). */
export function readBoard(unit: string, asOf: AsOf, limit = FIRST_CARDS): Promise<Board> {
  const query = { ...clocks(asOf), limit };
  return unit === ALL
    ? answerOf<Board>(api.GET('/api/v1/pipeline', { params: { query } }))
    : answerOf<Board>(api.GET('/api/v1/units/{unit}/pipeline', { params: { path: { unit }, query } }));
}

export function useBoard(unit: string, asOf: AsOf) {
  return useQuery({ queryKey: ['board', unit, asOf], queryFn: () => readBoard(unit, asOf), placeholderData: keepPreviousData });
}

/** All cards of one column page by page, for a column whose first page does not hold them all. */
export function useColumn(unit: string, stage: Stage, asOf: AsOf, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['column', unit, stage, asOf],
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      answerOf<ColumnPage>(api.GET('/api/v1/units/{unit}/pipeline/{stage}', { params: { path: { unit, stage }, query: { ...clocks(asOf), limit: MORE_CARDS, cursor: pageParam } } })),
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  });
}

export type ChangesAsked = { readonly unit: string; readonly from: string; readonly to?: string; readonly clock: 'known' | 'happened' };

/** What changed between two boards, by name. */
export function useChanges({ unit, from, to, clock }: ChangesAsked, enabled = true) {
  return useQuery({
    queryKey: ['changes', unit, from, to, clock],
    enabled,
    queryFn: () =>
      answerOf<Changes>(api.GET('/api/v1/pipeline/changes', { params: { query: { ...(unit !== ALL && { unit }), from, to, clock, ...(to === undefined && { after: afterOwnWrites() }) } } })),
  });
}

/** What a list is narrowed by. */
export type ListFilter = { readonly q?: string; readonly stage?: Stage; readonly unit?: string; readonly chain?: string; readonly kind?: BoardCard['kind']; readonly offeredTo?: string };

export function useCases(of: 'leads' | 'deals', filter: ListFilter, asOf: AsOf) {
  return useInfiniteQuery({
    queryKey: ['cases', of, filter, asOf],
    placeholderData: keepPreviousData,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => {
      const params = { query: { ...filter, ...clocks(asOf), limit: ROWS, cursor: pageParam } };
      return answerOf<CasePage>(of === 'leads' ? api.GET('/api/v1/leads', { params }) : api.GET('/api/v1/deals', { params }));
    },
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  });
}

/** What one may do with a case now; a closed one is asked for as a deal first. */
export async function readRights(id: string, lead: boolean): Promise<CaseRights> {
  const path = { params: { path: { id } } };
  return lead ? answerOf<CaseRights>(api.GET('/api/v1/leads/{id}', path)) : answerOf<CaseRights>(api.GET('/api/v1/deals/{id}', path));
}

export function useHistory(id: string, asOf: AsOf, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['history', id, asOf],
    queryFn: () => answerOf<History>(api.GET('/api/v1/leads/{id}/history', { params: { path: { id }, query: { known: asOf.known, after: clocks(asOf).after } } })),
  });
}

export function useChains() {
  return useQuery({ queryKey: ['chains'], queryFn: () => answerOf<Chains>(api.GET('/api/v1/chains')), staleTime: 60_000 });
}

export function useLibrary(filter: { readonly chain?: string; readonly batch?: LibraryBatch }) {
  return useInfiniteQuery({
    queryKey: ['library', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => answerOf<LibraryPage>(api.GET('/api/v1/library', { params: { query: { ...filter, limit: 100, cursor: pageParam } } })),
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  });
}
