import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '#event-store';
import type pg from 'pg';
import { messageId, noticeId } from './notice.kinds.ts';
import { INBOX_LOCK, inTransaction, NOTICES_POOL } from './notice.tables.ts';
import { PreferenceStore } from './preference.store.ts';
import { deliverAt, digestDue, type Preferences } from './preferences.ts';

/** Makes digests when their time has come: one a period for everybody who takes them, however often one looks. */
@Injectable()
export class Digests {
  constructor(
    @Inject(NOTICES_POOL) private readonly pool: pg.Pool,
    private readonly preferences: PreferenceStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Puts every digest that is due into the outbox; answers how many. */
  async run(): Promise<number> {
    const now = this.clock.now();
    let made = 0;
    for (const { account, settings } of await this.preferences.digesting()) {
      const period = digestDue(settings, now);
      if (period !== undefined && (await this.make(account, period, settings, now))) made++;
    }
    return made;
  }

  /** From where the last one ended up to the newest line; a period without any leaves its mark, and no message. */
  private make(account: string, period: string, { quiet }: Preferences, now: string): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      await client.query('select pg_advisory_xact_lock($1)', [INBOX_LOCK]);
      const { rows: [from] } = await client.query<{ after: string; upTo: string }>(
        `select coalesce((select max(up_to) from notices.digests where account = $1), 0)::text as after, coalesce((select max(seq) from notices.inbox where account = $1), 0)::text as "upTo"`,
        [account],
      );
      const { after, upTo } = from!;
      const { rowCount } = await client.query('insert into notices.digests (account, period, up_to) values ($1, $2, greatest($3::bigint, $4::bigint)) on conflict do nothing', [account, period, after, upTo]);
      if (rowCount !== 1 || BigInt(upTo) <= BigInt(after)) return false;
      const id = messageId(noticeId('digest', account, period), { account });
      await client.query('insert into notices.outbox (id, account, content, not_before, created_at) values ($1, $2, $3, $4, $5) on conflict (id) do nothing', [id, account, { digest: { period, after, upTo } }, deliverAt(now, quiet), now]);
      return true;
    });
  }
}
