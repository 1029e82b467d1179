import { Inject, Injectable } from '@nestjs/common';
import { type Actor, CLOCK, type Clock, RefusedError } from '#event-store';
import { mayAccess, requireAccess } from '#access';
import { clear, entrySubject, type OpenText, VAULT, type Vault } from '#vault';
import type pg from 'pg';
import { z } from 'zod';
import { channelKinds, type ChannelKind, type Target } from './channel-messages.ts';
import { NOTICES_POOL } from './notice.tables.ts';
import { AddressRefused } from './outside-address.ts';
import { OutsideRequests } from './outside-request.ts';
import { type ChannelSettings, channelSettings } from './preferences.ts';

/** A channel to add; of robots the secret may be missing when they check none, of a webhook never. */
export const newChannel = z.strictObject({
  unit: z.string().regex(/^[a-z][a-z0-9]{0,31}$/, 'a unit code'),
  kind: z.enum(channelKinds),
  name: z.string().trim().min(1).max(60),
  url: z.string().trim().min(1).max(1_000),
  secret: z.string().min(8).max(200).optional(),
  ...channelSettings.partial().shape,
});
export type NewChannel = z.infer<typeof newChannel>;

/** A channel as it is shown: of where it leads only the host, of its secret only whether there is one. */
export type ChannelView = { readonly id: string; readonly unit: string; readonly kind: ChannelKind; readonly name: string; readonly host: string; readonly settings: ChannelSettings; readonly createdBy: string; readonly createdAt: string };

type Row = Omit<ChannelView, 'createdAt'> & { readonly createdAt: Date; readonly sealed: object };

const COLUMNS = 'id, unit, kind, name, host, settings, created_by as "createdBy", created_at as "createdAt"';
const MOST_OF_A_UNIT = 10;

/** The channels of units. URL and secret are sealed under a key of their own, which is destroyed when the channel is removed. */
@Injectable()
export class ChannelStore {
  constructor(
    @Inject(NOTICES_POOL) private readonly pool: pg.Pool,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(OutsideRequests) private readonly outside: OutsideRequests,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Those of a unit, or of all that one may edit. */
  async list(actor: Actor, unit?: string): Promise<readonly ChannelView[]> {
    requireAccess(actor, 'channel.edit', unit === undefined ? undefined : { unit });
    const own = mayAccess(actor, 'channel.edit', { unit: null }) ? (unit ?? null) : actor.unit;
    const { rows } = await this.pool.query<Row>(`select ${COLUMNS} from notices.channels where $1::text is null or unit = $1 order by unit, created_at, id`, [own]);
    return rows.map(viewOf);
  }

  /** Adds one under an id; the same id again does nothing. Throws 422 `notice.url-refused`, `notice.secret-missing`, `notice.too-many-channels`. */
  async add(actor: Actor, id: string, { unit, kind, name, url, secret, muted = [], quiet = null, language = 'zh' }: NewChannel): Promise<void> {
    requireAccess(actor, 'channel.edit', { unit });
    if (kind === 'webhook' && secret === undefined) throw new RefusedError('rule', 'notice.secret-missing');
    const { host } = this.checked(url);
    const { rows: [there] } = await this.pool.query<{ same: boolean; others: number }>('select bool_or(id = $1) as same, count(*)::int as others from notices.channels where unit = $2', [id, unit]);
    if (there?.same) return;
    if ((there?.others ?? 0) >= MOST_OF_A_UNIT) throw new RefusedError('rule', 'notice.too-many-channels', { most: MOST_OF_A_UNIT });
    const sealed = await this.vault.sealData(id, { url: clear(url), ...(secret !== undefined && { secret: clear(secret) }) });
    const settings: ChannelSettings = { muted, quiet, language };
    await this.pool.query(
      'insert into notices.channels (id, unit, kind, name, host, sealed, settings, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing',
      [id, unit, kind, name, host, sealed, settings, actor.account, this.clock.now()],
    );
  }

  /** Removes one, with what waits for it, and destroys its key. Throws 404 `notice.channel-unknown`. */
  async remove(actor: Actor, id: string): Promise<void> {
    const { rows: [row] } = await this.pool.query<{ unit: string }>('select unit from notices.channels where id = $1', [id]);
    if (!row || !mayAccess(actor, 'channel.edit', { unit: row.unit })) throw new RefusedError('not-found', 'notice.channel-unknown', { id });
    await this.pool.query('delete from notices.channels where id = $1', [id]);
    await this.vault.eraseSubject(entrySubject(id));
  }

  /** Where a channel leads, opened to send there; undefined when it has been removed. */
  async target(id: string): Promise<{ readonly unit: string; readonly settings: ChannelSettings; readonly target: Target } | undefined> {
    const { rows: [row] } = await this.pool.query<Row>(`select ${COLUMNS}, sealed from notices.channels where id = $1`, [id]);
    if (!row) return undefined;
    const { url, secret } = (await this.vault.openData(id, row.sealed)) as { url: OpenText; secret?: OpenText };
    if (!('text' in url)) return undefined;
    return { unit: row.unit, settings: row.settings, target: { kind: row.kind, url: url.text, secret: secret && 'text' in secret ? secret.text : null } };
  }

  private checked(url: string): URL {
    try {
      return this.outside.check(url);
    } catch (error) {
      if (error instanceof AddressRefused) throw new RefusedError('rule', 'notice.url-refused', { reason: error.reason });
      throw error;
    }
  }
}

const viewOf = ({ createdAt, ...row }: Row): ChannelView => ({ ...row, createdAt: createdAt.toISOString() });
