import db from '@eventstore/db-client';
import { InvalidEvent } from '../canonical-json.ts';

/** The server cannot be used as it is: the message says what to mend. Trying again would not help. */
export class UnusableServer extends Error {
  override readonly name = 'UnusableServer';
}

const WAITS_MS = [50, 100, 200, 400, 800, 1600];

/** Pauses; ends early when the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** How long to wait before the n-th try after a failure (from 0), with a quarter of it by chance, so that not all come at once. */
export function backoff(attempt: number): number {
  const ms = WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)]!;
  return ms * (0.75 + Math.random() / 2);
}

/** Does something again until it succeeds, `isFinal` says that it never will, or six tries more have failed. */
export async function retrying<T>(work: () => Promise<T>, isFinal: (error: unknown) => boolean): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (isFinal(error) || attempt === WAITS_MS.length) throw error;
      await pause(backoff(attempt));
    }
  }
}

/**
 * Whether an error is the server's own answer, and not a lost connection, a restart, a time-out or another node's turn:
 * of the latter nobody knows what became of the request.
 */
export function noAnswerIsFinal(error: unknown): boolean {
  return explained(error) !== undefined || isWrongVersion(error) || error instanceof UnusableServer || error instanceof InvalidEvent;
}

/** Whether the server says that the stream is at another revision. */
export function isWrongVersion(error: unknown): boolean {
  return error instanceof db.WrongExpectedVersionError;
}

const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;

/** What an answer of the server means to the operator; undefined for one that may be different next time. */
export function explained(error: unknown): Error | undefined {
  if (error instanceof db.MaxAppendSizeExceededError) return new InvalidEvent(`the events of one append are larger than the ${error.maxAppendSize} bytes the server takes; split the command or raise MaxAppendSize`);
  if (error instanceof db.AccessDeniedError) return new UnusableServer('the event store refuses this account: it must read $all, and read and append to the streams of the log; see EVENT_STORE_URL');
  if (error instanceof db.StreamDeletedError) return new UnusableServer(`stream ${error.streamName} was deleted on the server; a log is append-only: restore it from a backup`);
  const code = (error as { code?: unknown }).code;
  if (code === RESOURCE_EXHAUSTED) return new InvalidEvent('the events of one append are larger than a message to the server may be; split the command');
  if (code === UNIMPLEMENTED) return new UnusableServer('the event store does not know a request it was sent; version 22.10 or later is needed');
  return undefined;
}
