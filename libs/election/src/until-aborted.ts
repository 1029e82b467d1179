/**
 * Does something that can be stopped, and is when a signal aborts. `AbortSignal.any` would do, did it not lose aborts,
 * and those of `AbortSignal.timeout`, when the collector comes by (nodejs/node#57736, #65995).
 */
export async function untilAborted<T>(signal: AbortSignal, work: (stop: AbortController) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const abort = (): void => stop.abort(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    return await work(stop);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
