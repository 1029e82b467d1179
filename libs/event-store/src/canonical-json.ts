/** Any value that RFC 8259 JSON can carry; `undefined` members are left out. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A value that cannot be stored in an event: the message names the place and what to mend. Nothing has been written. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

/**
 * Writes a value in the JSON Canonicalization Scheme (RFC 8785): keys sorted by UTF-16 code units, no white space.
 * Stricter than the scheme: numbers are safe integers only (money and areas are integers in minor units), and text
 * holds neither NUL, which PostgreSQL cannot store, nor lone surrogates, which have no UTF-8 form; one of these in
 * a batch would fail every other append in it. Throws `InvalidEvent` with the JSON pointer of the offender.
 */
export function canonicalJson(value: unknown, path = ''): string {
  switch (typeof value) {
    case 'string':
      return text(value, path);
    case 'number':
      if (!Number.isSafeInteger(value)) throw new InvalidEvent(`${at(path)} must be an integer below 2^53 (minor units, no fraction)`);
      return value === 0 ? '0' : String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? list(value, path) : members(value as Record<string, unknown>, path);
    default:
      throw new InvalidEvent(`${at(path)} is a ${typeof value}, which JSON cannot carry`);
  }
}

function members(object: Record<string, unknown>, path: string): string {
  let json = '';
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member === undefined) continue;
    json += `${json === '' ? '{' : ','}${text(key, path)}:${canonicalJson(member, `${path}/${key}`)}`;
  }
  return json === '' ? '{}' : `${json}}`;
}

function list(items: readonly unknown[], path: string): string {
  return `[${items.map((item, index) => canonicalJson(item, `${path}/${index}`)).join(',')}]`;
}

// What JSON writes as it is: nothing to escape, nothing to refuse. Nearly all text is, and one look is cheap.
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

function text(value: string, path: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (value.includes('\u0000')) throw new InvalidEvent(`${at(path)} contains a NUL character (U+0000); remove it`);
  if (!value.isWellFormed()) throw new InvalidEvent(`${at(path)} contains a lone surrogate, which is not Unicode; remove it`);
  return JSON.stringify(value);
}

const at = (path: string): string => path || 'the value';
