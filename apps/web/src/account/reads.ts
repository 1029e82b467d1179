import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';

export type FactorStatus = { readonly enrolled: boolean; readonly since: string | null; readonly recoveryCodes: number; readonly required: boolean };
export type Token = { readonly id: string; readonly name: string; readonly scopes: readonly string[]; readonly expiresAt: string; readonly lastUsedAt: string | null; readonly revokedAt: string | null };
export type Delegation = { readonly id: string; readonly principal: string; readonly deputy: string; readonly operations: readonly string[] | null; readonly from: string; readonly until: string; readonly givenBy: string; readonly revokedAt: string | null };
type Text = { readonly text: string } | { readonly erased: true };
export type Declaration = {
  readonly id: string;
  readonly kind: 'interest' | 'contact' | 'gift';
  readonly on: string;
  readonly about: { readonly kind: 'deal' | 'enterprise'; readonly id: string } | null;
  readonly relation: string | null;
  readonly day: string | null;
  readonly valueFen: number | null;
  readonly handling: string | null;
  readonly text: Text;
  readonly withdrawn: { readonly on: string; readonly text: Text } | null;
};
export type PersonsDeclarations = { readonly account: string; readonly displayName: string; readonly declarations: readonly Declaration[] };
export type AccountRow = { readonly name: string; readonly displayName: string; readonly disabled: boolean; readonly lockedUntil: string | null; readonly appointments: readonly { readonly role: string; readonly unit: string | null; readonly until: string | null }[] };

export const useFactor = () => useQuery({ queryKey: ['account', 'factor'], queryFn: () => answerOf<FactorStatus>(api.GET('/api/v1/me/second-factor')) });
export const useTokens = () => useQuery({ queryKey: ['account', 'tokens'], queryFn: () => answerOf<{ items: readonly Token[] }>(api.GET('/api/v1/me/tokens')) });
export const useDelegations = (all: boolean) => useQuery({ queryKey: ['account', 'delegations', all], queryFn: () => answerOf<{ today: string; items: readonly Delegation[] }>(api.GET('/api/v1/delegations', { params: { query: { all: all ? 'true' : 'false' } } })) });
export const useFactorRoles = () => useQuery({ queryKey: ['account', 'factor-roles'], queryFn: () => answerOf<{ roles: readonly string[] }>(api.GET('/api/v1/security/second-factor-roles')) });
export const useOwnConduct = () => useQuery({ queryKey: ['account', 'conduct'], queryFn: () => answerOf<{ items: readonly Declaration[] }>(api.GET('/api/v1/conduct')) });

/** What everybody declared, for the auditor. */
export function useAllConduct() {
  return useInfiniteQuery({
    queryKey: ['account', 'conduct-all'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => answerOf<{ items: readonly PersonsDeclarations[]; cursor: string | null }>(api.GET('/api/v1/conduct/all', { params: { query: { limit: 100, cursor: pageParam } } })),
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  });
}

/** The accounts by name, for the system officer. */
export function useAccounts() {
  return useInfiniteQuery({
    queryKey: ['account', 'accounts'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => answerOf<{ items: readonly AccountRow[]; cursor: string | null }>(api.GET('/api/v1/accounts', { params: { query: { limit: 100, cursor: pageParam } } })),
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  });
}
