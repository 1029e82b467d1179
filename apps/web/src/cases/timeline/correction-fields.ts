import type { Values } from '../../forms/command-form.ts';
import { catalogueOf } from '../facts.ts';

/** How the right value of a place is entered. */
export type PlaceEntry = 'money' | 'area' | 'whole' | 'day' | 'switch' | 'timetable' | 'line' | { readonly codes: string };

const MONEY = new Set(['estimate', 'amount', 'to', 'totalInvestment', 'fixedInvestment', 'outputPerYear', 'taxPerYear']);
const WHOLE = new Set(['jobs', 'energyTce', 'participants']);
const DAYS = new Set(['until', 'dueOn', 'reviewOn']);

/** How a place is entered, by what stands there or, where nothing does, by its name. */
export function entryOf(type: string, path: string, is: unknown): PlaceEntry {
  const name = path.split('.').at(-1) ?? '';
  if (typeof is === 'boolean') return 'switch';
  if (name === 'land') return 'area';
  if (name === 'timetable') return 'timetable';
  if (typeof is === 'number' || WHOLE.has(name)) return 'whole';
  if (MONEY.has(name)) return 'money';
  if (DAYS.has(name)) return 'day';
  const codes = catalogueOf(type, path);
  return codes === undefined ? 'line' : { codes };
}

/** An entry as it is now believed, and what of it can be corrected, as the API answers it. */
export type Correctable = {
  readonly revision: number;
  readonly entry: { readonly type: string; readonly revision: number; readonly occurredOn: string };
  readonly fixed: string | null;
  readonly values: readonly { readonly path: string; readonly is?: unknown }[];
  readonly texts: readonly string[];
};

type Typed = { readonly day?: string; readonly values?: Values; readonly texts?: Readonly<Record<string, string | undefined>>; readonly reason?: string };

/** What was changed of an entry, and nothing else: an emptied value should not have stood there. */
export function changedOf({ entry, values }: Pick<Correctable, 'entry' | 'values'>, texts: Readonly<Record<string, string>>, typed: Typed): Values {
  const right = values.map(({ path, is }) => ({ path, was: is ?? undefined, is: emptied(typed.values?.[path]) })).filter(({ was, is }) => !same(was, is));
  const written = Object.entries(typed.texts ?? {}).map(([path, is]) => ({ path, is: is?.trim() ?? '' })).filter(({ path, is }) => is !== '' && is !== texts[path]);
  return { ...(typed.day !== undefined && typed.day !== entry.occurredOn && { day: typed.day }), values: right.map(({ path, is }) => ({ path, ...(is !== undefined && { is }) })), texts: written, reason: typed.reason };
}

const emptied = (value: unknown): unknown => (value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value);

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sorted(member)]));
}
