/** What changed between two JSON values, a line per place: `added /properties/x`, `removed …`, `changed … from … to …`. */
export function differences(before: unknown, after: unknown, path = ''): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isObject(before) || !isObject(after)) return [`changed ${path || '/'} from ${JSON.stringify(before)} to ${JSON.stringify(after)}`];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((key) => {
    const at = `${path}/${key}`;
    if (!(key in before)) return [`added ${at}`];
    return key in after ? differences(before[key], after[key], at) : [`removed ${at}`];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
