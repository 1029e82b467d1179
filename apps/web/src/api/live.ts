import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';

/** What the server says when its read side has moved on. */
type Advanced = { readonly position: number; readonly touched: readonly string[] };

const FRESH_MS = 4_000;
const RETRY_MS = 4_000;
// At most one refetch in this time, however fast the log moves.
const PACE_MS = 800;
const LIVE_KEYS: ReadonlySet<unknown> = new Set(['board', 'column', 'cases', 'changes', 'history', 'matrix', 'case', 'calendar', 'notices']);

const listeners = new Set<() => void>();
let fresh: ReadonlySet<string> = new Set();
let connected = false;

const tell = (): void => listeners.forEach((listener) => listener());
const follow = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether a case has been touched in the last seconds. */
export const useIsFresh = (id: string): boolean => useSyncExternalStore(follow, () => fresh.has(id));

/** Whether the server's events arrive. */
export const useIsLive = (): boolean => useSyncExternalStore(follow, () => connected);

function markFresh(touched: readonly string[]): void {
  if (touched.length === 0 || touched.includes('*')) return;
  fresh = new Set([...fresh, ...touched]);
  tell();
  setTimeout(() => {
    const gone = new Set(touched);
    fresh = new Set([...fresh].filter((id) => !gone.has(id)));
    tell();
  }, FRESH_MS);
}

/** Keeps every open screen up to date from `GET /stream`, for as long as somebody is signed in. */
export function useLiveUpdates(enabled: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!enabled) return undefined;
    const stopped = new AbortController();
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let touched: string[] = [];

    const refetch = (): void => {
      timer = undefined;
      const ids = touched;
      touched = [];
      // A question about the past has had its answer: only what looks at now is asked again.
      const present = (key: readonly unknown[]): boolean => !key.some((part) => typeof part === 'object' && part !== null && 'known' in part && part.known !== undefined);
      void queries.invalidateQueries({ predicate: ({ queryKey }) => LIVE_KEYS.has(queryKey[0]) && present(queryKey) }).then(() => markFresh(ids));
    };
    const heard = (message: MessageEvent<string>): void => {
      touched.push(...(JSON.parse(message.data) as Advanced).touched);
      timer ??= setTimeout(refetch, PACE_MS);
    };
    const say = (is: boolean): void => {
      if (connected === is) return;
      connected = is;
      tell();
    };
    const open = (): void => {
      if (stopped.signal.aborted) return;
      source = new EventSource('/api/v1/stream');
      source.addEventListener('advanced', heard as (event: Event) => void);
      // What is told of may reach the lists a moment later.
      source.addEventListener('noticed', () => setTimeout(() => void queries.invalidateQueries({ queryKey: ['notices'] }), PACE_MS));
      source.addEventListener('open', () => {
        // What happened while the line was down is caught up with by asking.
        if (!connected) timer ??= setTimeout(refetch, 0);
        say(true);
      });
      source.addEventListener('error', () => {
        say(false);
        // The browser reconnects by itself unless the server refused.
        if (source?.readyState !== EventSource.CLOSED) return;
        void queries.invalidateQueries({ queryKey: ['me'] });
        setTimeout(open, RETRY_MS);
      });
    };
    open();
    return () => {
      stopped.abort();
      source?.close();
      clearTimeout(timer);
      say(false);
    };
  }, [enabled, queries]);
}
