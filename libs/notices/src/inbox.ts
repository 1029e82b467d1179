import { Inject, Injectable } from '@nestjs/common';
import { type Actor, CLOCK, type Clock, RefusedError } from '#event-store';
import { READ_DATA_SOURCE } from '#read-side';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { mayBeShown } from './case-access.ts';
import type { NoticeFacts, NoticeKind, Subject } from './notice.kinds.ts';
import { partyKinds } from './notice.rules.ts';
import { NOTICES_POOL } from './notice.tables.ts';
import { shownSubjects } from './shown-subjects.ts';

/** A line of an inbox as its owner sees it: what the case is called is read now, and only for whoever may read the case now. */
export type InboxLine = {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly facts: NoticeFacts;
  readonly caseId: string | null;
  readonly meetingId: string | null;
  readonly title: string | null;
  readonly at: string;
  readonly readAt: string | null;
};

type Stored = Omit<InboxLine, 'title' | 'at' | 'readAt'> & { readonly seq: string; readonly at: Date; readonly readAt: Date | null };

/** Lines looked at for one answer: an inbox that fills up with what one may not read any more does not stop the server. */
const MOST = 2_000;
/** The bell counts up to here; more is "99+". */
export const COUNTED = 100;

/** What people were told, each their own. */
@Injectable()
export class Inbox {
  constructor(
    @Inject(NOTICES_POOL) private readonly pool: pg.Pool,
    @Inject(READ_DATA_SOURCE) private readonly read: Pick<DataSource, 'query'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Latest first, after a place; what the reader may not read now is left out. `next` is null on the last page. */
  async page(actor: Actor, { unread, before, limit }: { unread: boolean; before: string | null; limit: number }): Promise<{ readonly items: readonly InboxLine[]; readonly next: string | null }> {
    const items: InboxLine[] = [];
    let place = before;
    for (let looked = 0; looked < MOST;) {
      const rows = await this.rows(actor.account, unread, place, limit + 1);
      looked += rows.length;
      const visible = await this.visible(actor, rows);
      for (const row of rows) {
        const line = visible.get(row.id);
        if (line && items.length === limit) return { items, next: place };
        if (line) items.push(line);
        place = row.seq;
      }
      if (rows.length <= limit) return { items, next: null };
    }
    return { items, next: place };
  }

  /** How many unread lines the reader may see, up to `COUNTED`. */
  async unread(actor: Actor): Promise<number> {
    return (await this.page(actor, { unread: true, before: null, limit: COUNTED })).items.length;
  }

  /** Marks one line as read; again does nothing. Throws 404 `notice.unknown` for what is not in one's own inbox. */
  async markRead(account: string, id: string): Promise<void> {
    const { rowCount } = await this.pool.query('update notices.inbox set read_at = coalesce(read_at, $3) where account = $1 and id = $2', [account, id, this.clock.now()]);
    if (rowCount !== 1) throw new RefusedError('not-found', 'notice.unknown', { id });
  }

  /** Marks everything as read. */
  async markAllRead(account: string): Promise<void> {
    await this.pool.query('update notices.inbox set read_at = $2 where account = $1 and read_at is null', [account, this.clock.now()]);
  }

  private async rows(account: string, unread: boolean, before: string | null, limit: number): Promise<readonly Stored[]> {
    const { rows } = await this.pool.query<Stored>(
      `select id, kind, facts, case_id as "caseId", meeting_id as "meetingId", created_at as at, read_at as "readAt", seq
       from notices.inbox where account = $1 and ($2::bigint is null or seq < $2) ${unread ? 'and read_at is null' : ''} order by seq desc limit $3`,
      [account, before, limit],
    );
    return rows;
  }

  private async visible(actor: Actor, rows: readonly Stored[]): Promise<ReadonlyMap<string, InboxLine>> {
    const subjectOf = await shownSubjects(this.read, rows.map(subjectIn));
    const lines = rows.flatMap((row) => {
      const subject = subjectIn(row);
      const shown = subjectOf(subject);
      const { seq: _, at, readAt, ...line } = row;
      const when = { at: at.toISOString(), readAt: readAt?.toISOString() ?? null };
      if (mayBeShown(actor, subject, shown)) return [[row.id, { ...line, ...when, title: shown.title }] as const];
      // A party learns what became of its offer; of a case that is no longer its own, nothing more.
      return partyKinds.has(row.kind) ? [[row.id, { ...line, ...when, caseId: null, title: null }] as const] : [];
    });
    return new Map(lines);
  }
}

/** What a line is about. */
export function subjectIn({ caseId, meetingId }: Pick<InboxLine, 'caseId' | 'meetingId'>): Subject | null {
  return caseId !== null ? { caseId } : meetingId !== null ? { meetingId } : null;
}
