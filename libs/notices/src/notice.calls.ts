import type { MessageEvent } from '@nestjs/common';
import { type Actor, endWhenSilent } from '#event-store';
import pg from 'pg';
import { Observable } from 'rxjs';

/** Where tellers say who has been told: JSON lists of accounts, heard by every api when the telling is committed. */
export const TOLD_CHANNEL = 'liuhen_notices';

const RETRY_MS = 1_000;

/**
 * Hears who has been told, from whichever process told it; connected from the first listener on. What is missed while the
 * line is down is found by asking.
 */
export class NoticeCalls {
  private readonly listeners = new Set<(accounts: readonly string[]) => void>();
  private client: pg.Client | undefined;
  private opening: Promise<void> | undefined;
  private closed = false;

  constructor(
    private readonly connectionString: string,
    private readonly onError: (error: Error) => void = () => {},
  ) {}

  /** An event `noticed` for a reader's open screens each time something is told to them; it says nothing but that. */
  readonly of = ({ account }: Pick<Actor, 'account'>): Observable<MessageEvent> =>
    new Observable((subscriber) => {
      const listener = (accounts: readonly string[]): void => {
        if (accounts.includes(account)) subscriber.next({ type: 'noticed', data: {} });
      };
      this.listeners.add(listener);
      void (this.opening ??= this.open());
      return () => this.listeners.delete(listener);
    });

  async close(): Promise<void> {
    this.closed = true;
    await this.opening;
    await this.client?.end().catch(() => undefined);
  }

  private async open(): Promise<void> {
    if (this.closed) return;
    const again = (): void => void setTimeout(() => void this.open(), RETRY_MS).unref();
    const client = new pg.Client({ connectionString: this.connectionString, application_name: 'liuhen notice calls', keepAlive: true, connectionTimeoutMillis: 5_000 });
    client.on('error', this.onError);
    client.on('notification', ({ payload }) => this.heard(JSON.parse(payload ?? '[]') as readonly string[]));
    try {
      await client.connect();
      await client.query(`listen ${TOLD_CHANNEL}`);
    } catch (error) {
      this.onError(error as Error);
      await client.end().catch(() => undefined);
      return again();
    }
    client.on('end', again);
    endWhenSilent(client);
    this.client = client;
    if (this.closed) await client.end();
  }

  private heard(accounts: readonly string[]): void {
    for (const listener of this.listeners) listener(accounts);
  }
}
