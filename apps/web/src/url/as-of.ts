import type { Day } from '../api/answers.ts';

/** What a screen looks at: by when it was known (an instant with offset), and by which day it had happened; empty is now. */
export type AsOf = { readonly known?: string; readonly happened?: Day };

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));

/** Reads both dates from a query string; what is no date is left out, so a mangled link shows the present. */
export function readAsOf(params: URLSearchParams): AsOf {
  const known = params.get('known');
  const happened = params.get('happened');
  return {
    ...(known !== null && (INSTANT.test(known) || DAY.test(known)) && isTime(known) && { known }),
    ...(happened !== null && DAY.test(happened) && isTime(happened) && { happened }),
  };
}

/** Writes them into a query string and leaves the rest of it alone. */
export function writeAsOf(params: URLSearchParams, { known, happened }: AsOf): URLSearchParams {
  return withParams(params, { known, happened });
}

/** A query string with some members set; empty ones are taken out. */
export function withParams(params: URLSearchParams, values: Readonly<Record<string, string | undefined>>): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** Whether a screen looks at the past. */
export const isPast = ({ known, happened }: AsOf): boolean => known !== undefined || happened !== undefined;

/** The way back after signing in: a path of this site, never another one. */
export function readReturn(params: URLSearchParams): string {
  const back = params.get('back') ?? '/';
  return /^\/(?![/\\])/.test(back) && !back.startsWith('/sign-in') ? back : '/';
}
