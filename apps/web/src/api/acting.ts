import { useSyncExternalStore } from 'react';

const KEY = 'liuhen.acting-for';
const listeners = new Set<() => void>();

/** For whom this tab acts; null for oneself. It ends with the tab. */
export const actingFor = (): string | null => globalThis.sessionStorage?.getItem(KEY) ?? null;

/** Chooses for whom this tab acts from now on. */
export function actFor(principal: string | null): void {
  if (principal === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, principal);
  for (const listener of listeners) listener();
}

const follow = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** For whom this tab acts, on a page that shows it. */
export const useActingFor = (): string | null => useSyncExternalStore(follow, actingFor);
