/** Called with each object in a JSON value and its JSON pointer (RFC 6901); answers a replacement, or undefined to descend. */
export type Visit = (value: object, path: string) => object | undefined;

const step = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** A JSON value with objects replaced as `visit` says; what nothing replaces in is answered as it is, never copied. */
export const replaceObjects = (value: unknown, visit: Visit, path = ''): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const replacement = visit(value, path);
  if (replacement !== undefined) return replacement;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => replaceObjects(item, visit, `${path}/${index}`));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, before]): [string, unknown] => {
    if (typeof before !== 'object' || before === null) return [key, before];
    const after = replaceObjects(before, visit, path + step(key));
    changed ||= after !== before;
    return [key, after];
  });
  // fromEntries defines properties rather than assigning them, so a key "__proto__" stays data.
  return changed ? Object.fromEntries(entries) : value;
};
