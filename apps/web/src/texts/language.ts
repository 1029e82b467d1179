import { useSyncExternalStore } from 'react';

/** The languages of the product; Chinese is the first. */
export type Language = 'zh' | 'en';

const KEY = 'liuhen.language';
const listeners = new Set<() => void>();
let language: Language = globalThis.localStorage?.getItem(KEY) === 'en' ? 'en' : 'zh';

/** The language chosen on this device. */
export const currentLanguage = (): Language => language;

/** Changes the language everywhere and remembers it. */
export function chooseLanguage(next: Language): void {
  language = next;
  globalThis.localStorage?.setItem(KEY, next);
  globalThis.document?.documentElement.setAttribute('lang', next === 'zh' ? 'zh-CN' : 'en');
  for (const listener of listeners) listener();
}

/** The language, followed by the component that asks. */
export function useLanguage(): Language {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentLanguage);
}
