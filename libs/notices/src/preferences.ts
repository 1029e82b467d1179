import { dayOf } from '#event-store';
import { addDays, type Day } from '#measures';
import chineseDays from 'chinese-days';
import { z } from 'zod';
import { type NoticeKind, noticeKinds } from './notice.kinds.ts';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day as 21:30');

/** Hours in Asia/Shanghai in which nothing goes out; over midnight when `until` is the earlier one. */
export const quietHours = z.strictObject({ from: time, until: time });
export type QuietHours = z.infer<typeof quietHours>;

const kind = z.enum(noticeKinds);

/** What a person has chosen. A kind muted in the inbox is there as read: it rings no bell, and is not lost. */
export const preferences = z.strictObject({
  muted: z.strictObject({ inbox: z.array(kind).max(noticeKinds.length), email: z.array(kind).max(noticeKinds.length) }),
  quiet: quietHours.nullable(),
  digest: z.enum(['off', 'daily', 'weekly']),
  /** When a digest is sent, on working days. */
  digestAt: time,
  language: z.enum(['zh', 'en']),
});
export type Preferences = z.infer<typeof preferences>;

/** What holds until somebody chooses otherwise. */
export const defaultPreferences: Preferences = { muted: { inbox: [], email: [] }, quiet: null, digest: 'off', digestAt: '08:30', language: 'zh' };

/** What a unit has chosen for a channel of its own. */
export const channelSettings = z.strictObject({ muted: z.array(kind).max(noticeKinds.length), quiet: quietHours.nullable(), language: z.enum(['zh', 'en']) });
export type ChannelSettings = z.infer<typeof channelSettings>;

/** Whether a kind goes to the mailbox at once: not when it is muted, and not when it waits for the digest. */
export function mailsAtOnce({ muted, digest }: Preferences, of: NoticeKind): boolean {
  return digest === 'off' && !muted.email.includes(of);
}

const SHANGHAI = '+08:00';
const timeIn = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** The time of day in Asia/Shanghai, `HH:MM`. */
export const timeOf = (instant: string): string => timeIn.format(new Date(instant));

/** The instant of a time of day on a day in Asia/Shanghai. */
export const instantAt = (day: Day, at: string): string => new Date(`${day}T${at}:00${SHANGHAI}`).toISOString();

/** When a message may go out: now, or when the quiet hours end. */
export function deliverAt(now: string, quiet: QuietHours | null): string {
  if (quiet === null || quiet.from === quiet.until) return now;
  const { from, until } = quiet;
  const [today, at] = [dayOf(now), timeOf(now)];
  if (from < until) return at >= from && at < until ? instantAt(today, until) : now;
  if (at < until) return instantAt(today, until);
  return at >= from ? instantAt(addDays(today, 1), until) : now;
}

/** Monday of the week a day is in. */
export function mondayOf(day: Day): Day {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/**
 * The digest that is due: its period, which names it once for all. A day's on that day, a week's on the first working day
 * of the week that has one left; both on working days of the Chinese calendar (with the days worked instead) and not before
 * their time. Undefined when none is due; whether it has been made already, the table of digests says.
 */
export function digestDue({ digest, digestAt }: Pick<Preferences, 'digest' | 'digestAt'>, now: string): string | undefined {
  const today = dayOf(now);
  if (digest === 'off' || !chineseDays.isWorkday(today) || timeOf(now) < digestAt) return undefined;
  return digest === 'daily' ? `day/${today}` : `week/${mondayOf(today)}`;
}
