import type { OpenText } from './case-view.ts';
import { Erased } from './Facts.tsx';

/** A text that may have been erased; nothing when there never was one. */
export function Opened({ value, none = null }: { readonly value: OpenText | undefined; readonly none?: string | null }) {
  if (value === undefined) return <>{none}</>;
  return 'text' in value ? <span className="opened">{value.text}</span> : <Erased />;
}
