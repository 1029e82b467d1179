import { Inject, Injectable } from '@nestjs/common';
import { ACCESS_DATA_SOURCE } from '#access';
import { CLOCK, type Clock, COMMAND_RUNNER, type CommandRunner, dayOf, type RecordedEvent } from '#event-store';
import { daysBetween } from '#measures';
import type { ProcessManager } from '#processes';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { knownOf } from './case-access.ts';
import { noticeId } from './notice.kinds.ts';
import { type Draft, draftsOf } from './notice.rules.ts';
import { noticeSettingsOn } from './notice.settings.ts';
import { NOTICES_POOL } from './notice.tables.ts';
import { addressed, postsOn } from './recipients.ts';
import { tell, type Telling } from './telling.ts';

/**
 * Tells people of what happened, from the log and after a cursor of its own. The id of a notice derives from its event, and
 * what has been told is marked in the transaction that tells it: a repeat after a crash tells nobody twice.
 */
@Injectable()
export class NoticeManager implements ProcessManager {
  /** The name of its cursor. */
  readonly name = 'notices';

  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: Pick<CommandRunner, 'stateOf' | 'eventsOf'>,
    @Inject(ACCESS_DATA_SOURCE) private readonly access: DataSource,
    @Inject(NOTICES_POOL) private readonly pool: pg.Pool,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async react(event: RecordedEvent): Promise<void> {
    const drafts = draftsOf(event);
    const now = this.clock.now();
    const today = dayOf(now);
    // A house that begins to send notices has a history; that is not news.
    if (drafts.length === 0 || daysBetween(dayOf(event.recordedAt), today) > noticeSettingsOn(today).newsDays) return;
    const posts = await postsOn(this.access, today);
    const tellings = await Promise.all(drafts.map((draft) => this.addressed(draft, event, posts)));
    await tell(this.pool, tellings, now);
  }

  private async addressed({ kind, subject, facts, to }: Draft, event: RecordedEvent, posts: Awaited<ReturnType<typeof postsOn>>): Promise<Telling> {
    const earlier = to.some((audience) => 'reporter' in audience) ? (await this.runner.eventsOf(event.stream, 0)).filter(({ revision }) => revision < event.revision) : [];
    const known = await knownOf(this.runner, subject);
    return { id: noticeId(kind, event.id), kind, subject, facts, to: addressed(to, known, posts, event.actor, earlier) };
  }
}
