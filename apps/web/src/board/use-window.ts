import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';

/** Which rows of a scrolled list of equal rows are in sight, some beyond on both sides included. */
export type RowWindow = { readonly first: number; readonly last: number };

const BEYOND = 6;

/** Follows the scrolling of an element and says which of its rows of a height in pixels are worth drawing. */
export function useWindow(element: RefObject<HTMLElement | null>, rows: number, height: number): RowWindow {
  const [window, setWindow] = useState<RowWindow>({ first: 0, last: Math.min(rows, 20) });
  const measure = useCallback(() => {
    const { scrollTop = 0, clientHeight = 800 } = element.current ?? {};
    const first = Math.max(0, Math.floor(scrollTop / height) - BEYOND);
    const last = Math.min(rows, Math.ceil((scrollTop + clientHeight) / height) + BEYOND);
    setWindow((before) => (before.first === first && before.last === last ? before : { first, last }));
  }, [element, rows, height]);
  useLayoutEffect(() => {
    const scrolled = element.current;
    if (!scrolled) return undefined;
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(scrolled);
    scrolled.addEventListener('scroll', measure, { passive: true });
    return () => {
      resized.disconnect();
      scrolled.removeEventListener('scroll', measure);
    };
  }, [element, measure]);
  return window;
}
