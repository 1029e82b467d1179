/** A form's values as a command's body: texts trimmed, what was left empty taken out, also inside lists and groups. */
export function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (Array.isArray(value)) return value.map(cleaned).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value).map(([name, member]) => [name, cleaned(member)] as const).filter(([, member]) => member !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** The body of a form without any value: an empty object, not nothing. */
export const bodyOf = (values: unknown): Record<string, unknown> => (cleaned(values) ?? {}) as Record<string, unknown>;
