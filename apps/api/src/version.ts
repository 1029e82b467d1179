import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of the product, from the package.json above this file: it is one level higher in a build than in the sources. */
export function productVersion(from = import.meta.dirname): string {
  const above = dirname(from);
  if (above === from) return 'unknown';
  try {
    const { name, version } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { name?: string; version?: string };
    if (name === 'liuhen' && version !== undefined) return version;
  } catch { /* none here */ }
  return productVersion(above);
}
