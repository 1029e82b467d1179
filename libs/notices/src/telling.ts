import type pg from 'pg';
import { messageId, type NoticeFacts, type NoticeKind, type Subject } from './notice.kinds.ts';
import { TOLD_CHANNEL } from './notice.calls.ts';
import { INBOX_LOCK, inTransaction } from './notice.tables.ts';
import { type ChannelSettings, defaultPreferences, deliverAt, mailsAtOnce, type Preferences } from './preferences.ts';
import type { Addressed } from './recipients.ts';

/** A notice as it is kept and sent: a kind, what it is about, and what its text is filled from. */
export type Notice = { readonly id: string; readonly kind: NoticeKind; readonly subject: Subject; readonly facts: NoticeFacts };

/** A notice and who is meant. */
export type Telling = Notice & { readonly to: Addressed };

type Settings = { readonly account: string; readonly settings: Preferences; readonly mailbox: boolean };
type Channel = { readonly id: string; readonly unit: string; readonly settings: ChannelSettings };
type Message = { readonly id: string; readonly account: string | null; readonly channel: string | null; readonly content: Notice; readonly notBefore: string };

/**
 * Tells each of these once for all: what has been told is left alone, whoever asks again and however often. The mark that
 * it is told, the lines of the inboxes and the messages to send stand in one transaction, so that a crash between them is
 * no half.
 */
export async function tell(pool: pg.Pool, tellings: readonly Telling[], now: string): Promise<number> {
  if (tellings.length === 0) return 0;
  return inTransaction(pool, async (client) => {
    // Lines get their numbers before they can be seen: a digest, which counts up to a number, waits for those under way.
    await client.query('select pg_advisory_xact_lock_shared($1)', [INBOX_LOCK]);
    const { rows } = await client.query<{ id: string }>('insert into notices.told (id, at) select distinct unnest($1::uuid[]), $2::timestamptz on conflict do nothing returning id', [tellings.map(({ id }) => id), now]);
    const fresh = new Set(rows.map(({ id }) => id));
    const news = tellings.filter(({ id }) => fresh.delete(id));
    if (news.length === 0) return 0;
    const [settings, channels] = await Promise.all([settingsOf(client, news), channelsOf(client, news)]);
    await writeInboxes(client, news, settings, now);
    await writeMessages(client, news.flatMap((notice) => messagesOf(notice, settings, channels, now)), now);
    return news.length;
  });
}

/** Which of these have not been told yet. */
export async function untold(pool: pg.Pool, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await pool.query<{ id: string }>('select distinct a.id from unnest($1::uuid[]) as a(id) where not exists (select from notices.told t where t.id = a.id)', [ids]);
  return new Set(rows.map(({ id }) => id));
}

async function settingsOf(client: pg.PoolClient, news: readonly Telling[]): Promise<ReadonlyMap<string, Settings>> {
  const accounts = [...new Set(news.flatMap(({ to }) => to.accounts))];
  const { rows } = await client.query<Settings>('select account, settings, email is not null as mailbox from notices.preferences where account = any($1)', [accounts]);
  return new Map(rows.map((row) => [row.account, row]));
}

async function channelsOf(client: pg.PoolClient, news: readonly Telling[]): Promise<readonly Channel[]> {
  const units = [...new Set(news.flatMap(({ to }) => to.units))];
  if (units.length === 0) return [];
  return (await client.query<Channel>('select id, unit, settings from notices.channels where unit = any($1)', [units])).rows;
}

async function writeInboxes(client: pg.PoolClient, news: readonly Telling[], settings: ReadonlyMap<string, Settings>, now: string): Promise<void> {
  const lines = news.flatMap(({ id, kind, subject, facts, to }) =>
    to.accounts.map((account) => {
      const muted = settings.get(account)?.settings.muted.inbox.includes(kind) ?? false;
      return { account, id, kind, case_id: 'caseId' in subject ? subject.caseId : null, meeting_id: 'meetingId' in subject ? subject.meetingId : null, facts, read: muted };
    }),
  );
  if (lines.length === 0) return;
  await client.query(
    `insert into notices.inbox (account, id, kind, case_id, meeting_id, facts, created_at, read_at)
     select account, id, kind, case_id, meeting_id, facts, $2::timestamptz, case when read then $2::timestamptz end
     from jsonb_to_recordset($1::jsonb) as l(account text, id uuid, kind text, case_id text, meeting_id text, facts jsonb, read boolean)
     on conflict (account, id) do nothing`,
    [JSON.stringify(lines), now],
  );
  const accounts = [...new Set(lines.map(({ account }) => account))];
  // A payload has 8000 bytes at most; an account's name 64.
  for (let from = 0; from < accounts.length; from += 100) await client.query('select pg_notify($1, $2)', [TOLD_CHANNEL, JSON.stringify(accounts.slice(from, from + 100))]);
}

/** What goes out of the house about a notice: to the mailboxes of those who have one, and to the channels of their units. */
function messagesOf({ to, ...content }: Telling, settings: ReadonlyMap<string, Settings>, channels: readonly Channel[], now: string): readonly Message[] {
  const { id, kind } = content;
  const mails = to.accounts.flatMap((account): readonly Message[] => {
    const { settings: chosen = defaultPreferences, mailbox = false } = settings.get(account) ?? {};
    return mailbox && mailsAtOnce(chosen, kind) ? [{ id: messageId(id, { account }), account, channel: null, content, notBefore: deliverAt(now, chosen.quiet) }] : [];
  });
  const posts = channels.flatMap(({ id: channel, unit, settings: { muted, quiet } }): readonly Message[] =>
    to.units.includes(unit) && !muted.includes(kind) ? [{ id: messageId(id, { channel }), account: null, channel, content, notBefore: deliverAt(now, quiet) }] : []);
  return [...mails, ...posts];
}

async function writeMessages(client: pg.PoolClient, messages: readonly Message[], now: string): Promise<void> {
  if (messages.length === 0) return;
  await client.query(
    `insert into notices.outbox (id, account, channel, content, not_before, created_at)
     select id, account, channel, content, "notBefore", $2::timestamptz
     from jsonb_to_recordset($1::jsonb) as m(id uuid, account text, channel uuid, content jsonb, "notBefore" timestamptz) on conflict (id) do nothing`,
    [JSON.stringify(messages), now],
  );
}
