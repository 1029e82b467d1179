const KEY = 'liuhen.position';

let last = read();

function read(): number | undefined {
  const kept = Number(globalThis.sessionStorage?.getItem(KEY) ?? Number.NaN);
  return Number.isSafeInteger(kept) && kept > 0 ? kept : undefined;
}

/** The position of this tab's last command: what is read next waits for it, so one always sees what one has just done. */
export const afterOwnWrites = (): number | undefined => last;

/** Remembers the position of a command of this tab. */
export function rememberWrite(position: number): void {
  if (last !== undefined && position <= last) return;
  last = position;
  globalThis.sessionStorage?.setItem(KEY, String(position));
}

/** Forgets it, when somebody else signs in or the log is another one. */
export function forgetWrites(): void {
  last = undefined;
  globalThis.sessionStorage?.removeItem(KEY);
}
