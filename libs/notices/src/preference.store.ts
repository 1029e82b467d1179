import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '#event-store';
import { clear, entrySubject, type OpenText, VAULT, type Vault } from '#vault';
import type pg from 'pg';
import { v4 as uuid } from 'uuid';
import { INBOX_LOCK, inTransaction, NOTICES_POOL } from './notice.tables.ts';
import { defaultPreferences, type Preferences } from './preferences.ts';

/** What a person has chosen, and the mailbox they gave; null when none, or when its key was destroyed. */
export type Chosen = { readonly settings: Preferences; readonly email: string | null };

type Row = { readonly account: string; readonly settings: Preferences; readonly email_id: string | null; readonly email: object | null };

/** What people have chosen about notices. An address is a person's data, and kept sealed like every other. */
@Injectable()
export class PreferenceStore {
  constructor(
    @Inject(NOTICES_POOL) private readonly pool: pg.Pool,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(account: string): Promise<Chosen> {
    const { rows: [row] } = await this.pool.query<Row>('select account, settings, email_id, email from notices.preferences where account = $1', [account]);
    return row ? this.opened(row) : { settings: defaultPreferences, email: null };
  }

  /** Sets all of it. Whoever begins to take digests gets what comes from now on; an address that is replaced cannot be read again. */
  async set(account: string, settings: Preferences, email: string | null): Promise<void> {
    const now = this.clock.now();
    const id = email === null ? null : uuid();
    const sealed = id === null || email === null ? null : await this.vault.sealData(id, { email: clear(email) });
    const replaced = await inTransaction(this.pool, async (client) => {
      await client.query('select pg_advisory_xact_lock($1)', [INBOX_LOCK]);
      const { rows: [before] } = await client.query<Row>('select account, settings, email_id, email from notices.preferences where account = $1 for update', [account]);
      await client.query(
        'insert into notices.preferences (account, settings, email_id, email) values ($1, $2, $3, $4) on conflict (account) do update set settings = excluded.settings, email_id = excluded.email_id, email = excluded.email',
        [account, settings, id, sealed],
      );
      const begins = settings.digest !== 'off' && (before === undefined || before.settings.digest === 'off' || before.email === null);
      if (begins) await client.query('insert into notices.digests (account, period, up_to) select $1, $2, coalesce(max(seq), 0) from notices.inbox where account = $1 on conflict do nothing', [account, `since/${now}`]);
      return before?.email_id ?? null;
    });
    if (replaced !== null) await this.vault.eraseSubject(entrySubject(replaced));
  }

  /** Those who take digests and have a mailbox. */
  async digesting(): Promise<readonly { readonly account: string; readonly settings: Preferences }[]> {
    const { rows } = await this.pool.query<Row>(`select account, settings from notices.preferences where email is not null and settings->>'digest' <> 'off' order by account`);
    return rows;
  }

  private async opened({ settings, email_id: id, email }: Row): Promise<Chosen> {
    if (id === null || email === null) return { settings, email: null };
    const { email: open } = (await this.vault.openData(id, email)) as { email: OpenText };
    return { settings, email: 'text' in open ? open.text : null };
  }
}
