import type { Field, Values } from './command-form.ts';

/** What a form starts with: its fields' own values, and over them what whoever opened it says. */
export function initialValues(fields: readonly Field[], preset: Values): Values {
  const initial: Record<string, unknown> = {};
  for (const { name, initial: value } of fields) {
    if (value === undefined) continue;
    if (typeof name === 'string') initial[name] = value;
    else put(initial, name, value);
  }
  return merged(initial, preset);
}

function put(into: Record<string, unknown>, [first, ...rest]: readonly (string | number)[], value: unknown): void {
  if (first === undefined) return;
  if (rest.length === 0) into[first] = value;
  else put((into[first] ??= {}) as Record<string, unknown>, rest, value);
}

const isGroup = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function merged(under: Values, over: Values): Values {
  const entries = Object.entries(over).map(([name, value]) => [name, isGroup(value) && isGroup(under[name]) ? merged(under[name], value) : value]);
  return { ...under, ...Object.fromEntries(entries) };
}
