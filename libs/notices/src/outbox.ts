import { type Actor, RefusedError } from '#event-store';
import { mayAccess, requireAccess } from '#access';
import type pg from 'pg';
import type { Notice } from './telling.ts';

/** What a message says: a notice, or what an inbox got between two of its numbers. */
export type Content = Notice | { readonly digest: { readonly period: string; readonly after: string; readonly upTo: string } };

/** A message whose turn has come; nobody else sends it until its lease has passed. */
export type Claimed = { readonly id: string; readonly account: string | null; readonly channel: string | null; readonly content: Content; readonly attempts: number };

/** How a try ended. `postponed` was none. */
export type Settled =
  | { readonly as: 'sent' }
  | { readonly as: 'dropped' | 'dead'; readonly error: string }
  | { readonly as: 'again'; readonly error: string; readonly at: string }
  | { readonly as: 'postponed'; readonly at: string };

/** A message as operators see it: where to and how it fares; nothing of what it says. */
export type Delivery = { readonly id: string; readonly account: string | null; readonly channel: string | null; readonly unit: string | null; readonly kind: string; readonly state: 'waiting' | 'sent' | 'dropped' | 'dead'; readonly attempts: number; readonly notBefore: string; readonly createdAt: string; readonly error: string | null };

export const deliveryStates = ['waiting', 'sent', 'dropped', 'dead'] as const;

const LEASE_SECONDS = 120;
const KEPT_DAYS = 30;

/** Takes messages whose time has come. A sender that dies keeps them from others for the lease, and no longer. */
export async function claim(pool: pg.Pool, now: string, most: number): Promise<readonly Claimed[]> {
  const { rows } = await pool.query<Claimed>(
    `update notices.outbox o set attempts = attempts + 1, not_before = $1::timestamptz + make_interval(secs => ${LEASE_SECONDS})
     where id in (select id from notices.outbox where state = 'waiting' and not_before <= $1::timestamptz order by not_before, id limit $2 for update skip locked)
     returning id, account, channel, content, attempts`,
    [now, most],
  );
  return rows;
}

/** Says how a try ended; one whose lease ran out meanwhile is somebody else's. */
export async function settle(pool: pg.Pool, { id, attempts }: Pick<Claimed, 'id' | 'attempts'>, settled: Settled, now: string): Promise<void> {
  const mine = `where id = $1 and attempts = $2 and state = 'waiting'`;
  switch (settled.as) {
    case 'sent':
      await pool.query(`update notices.outbox set state = 'sent', settled_at = $3, error = null ${mine}`, [id, attempts, now]);
      return;
    case 'dropped':
    case 'dead':
      await pool.query(`update notices.outbox set state = $4, settled_at = $3, error = $5 ${mine}`, [id, attempts, now, settled.as, settled.error]);
      return;
    case 'again':
      await pool.query(`update notices.outbox set not_before = $3, error = $4 ${mine}`, [id, attempts, settled.at, settled.error]);
      return;
    case 'postponed':
      await pool.query(`update notices.outbox set not_before = $3, attempts = attempts - 1 ${mine}`, [id, attempts, settled.at]);
  }
}

/** Forgets what was sent or dropped long ago; what is dead stays until somebody has looked at it. */
export async function prune(pool: pg.Pool, now: string): Promise<void> {
  await pool.query(`delete from notices.outbox where state in ('sent', 'dropped') and settled_at < $1::timestamptz - make_interval(days => ${KEPT_DAYS})`, [now]);
}

const DELIVERIES = `
select o.id, o.account, o.channel, c.unit, coalesce(o.content->>'kind', 'digest') as kind, o.state, o.attempts, o.not_before as "notBefore", o.created_at as "createdAt", o.error
from notices.outbox o left join notices.channels c on c.id = o.channel`;

type Row = Omit<Delivery, 'notBefore' | 'createdAt'> & { readonly notBefore: Date; readonly createdAt: Date };

/** Messages in a state, oldest first: of one's own unit's channels, or of everybody for the office. Without an actor (an operator) all. */
export async function deliveriesIn(pool: pg.Pool, state: Delivery['state'], limit: number, actor?: Actor): Promise<readonly Delivery[]> {
  if (actor) requireAccess(actor, 'channel.edit');
  const unit = actor === undefined || mayAccess(actor, 'channel.edit', { unit: null }) ? null : actor.unit;
  const { rows } = await pool.query<Row>(`${DELIVERIES} where o.state = $1 and ($2::text is null or c.unit = $2) order by o.created_at, o.id limit $3`, [state, unit, limit]);
  return rows.map(({ notBefore, createdAt, ...row }) => ({ ...row, notBefore: notBefore.toISOString(), createdAt: createdAt.toISOString() }));
}

/** Has a dead message tried again from the beginning. Throws 404 `notice.delivery-unknown` when no such message is dead. */
export async function retryDelivery(pool: pg.Pool, id: string, now: string, actor?: Actor): Promise<void> {
  const { rows: [row] } = await pool.query<{ unit: string | null }>(`select c.unit from notices.outbox o left join notices.channels c on c.id = o.channel where o.id = $1 and o.state = 'dead'`, [id]);
  if (!row || (actor && !mayAccess(actor, 'channel.edit', { unit: row.unit }))) throw new RefusedError('not-found', 'notice.delivery-unknown', { id });
  await pool.query(`update notices.outbox set state = 'waiting', attempts = 0, not_before = $2, settled_at = null where id = $1 and state = 'dead'`, [id, now]);
}
