import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { type AsOf, readAsOf, writeAsOf } from './as-of.ts';

/** Both dates of the screen, kept in its address. */
export function useAsOf(): readonly [AsOf, (next: AsOf) => void] {
  const [params, setParams] = useSearchParams();
  const asOf = useMemo(() => readAsOf(params), [params]);
  return [asOf, (next) => setParams((before) => writeAsOf(before, next))];
}
