import { Inject, Injectable } from '@nestjs/common';
import { ACCESS_DATA_SOURCE } from '#access';
import { CLOCK, type Clock, COMMAND_RUNNER, type CommandRunner, dayOf } from '#event-store';
import { addDays, type Day } from '#measures';
import { FOREVER, READ_DATA_SOURCE, STILL_KNOWN } from '#read-side';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { knownOf } from './case-access.ts';
import { NOTICES_POOL } from './notice.tables.ts';
import { addressed, postsOn } from './recipients.ts';
import { type DueThing, type Reminder, reminderOf, stepsOf } from './reminder.rules.ts';
import { tell, type Telling, untold } from './telling.ts';

const NOW = `known_to = ${STILL_KNOWN} and happened_to = '${FOREVER}'`;
const BATCH = 200;

// What has a day that comes within the first step: the rows of what is done, renewed or closed have none, or another.
const DUE_SQL = `
select 'protection.ending' as kind, entity as id, entity as "caseId", state->>'protectedUntil' as "on", null as unit
  from cards where ${NOW} and stage = 'protected' and state->>'protectedUntil' between $1 and $2
union all
select 'commitment.ending', id, deal, due_on::text, null from commitments where status = 'pending' and due_on between $1::date and $3::date
union all
select 'decision.ending', deal, deal, lapses_on::text, null from open_decisions where lapses_on between $1::date and $4::date
union all
select 'condition.ending', id, deal, due_on::text, unit from conditions where not verified and due_on between $1::date and $5::date
  and not exists (select from cards where entity = conditions.deal and ${NOW} and stage = 'closed')
union all
select 'deal.review-due', entity, entity, state->>'reviewOn', null from cards where ${NOW} and state->>'reviewOn' is not null and state->>'reviewOn' <= $1
order by "on", id`;

/** Reminds people of days that come: derived from rows, so it may run at any moment, twice, or after a long pause. */
@Injectable()
export class Reminders {
  constructor(
    @Inject(READ_DATA_SOURCE) private readonly read: Pick<DataSource, 'query'>,
    @Inject(COMMAND_RUNNER) private readonly runner: Pick<CommandRunner, 'stateOf'>,
    @Inject(ACCESS_DATA_SOURCE) private readonly access: Pick<DataSource, 'query'>,
    @Inject(NOTICES_POOL) private readonly pool: pg.Pool,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Sends every reminder that is due and has not been sent; answers how many. */
  async run(): Promise<number> {
    const now = this.clock.now();
    const today = dayOf(now);
    const due = (await this.things(today)).flatMap((thing) => reminderOf(thing, today) ?? []);
    let told = 0;
    for (let from = 0; from < due.length; from += BATCH) told += await this.tell(due.slice(from, from + BATCH), today, now);
    return told;
  }

  private things(today: Day): Promise<readonly DueThing[]> {
    const until = (kind: DueThing['kind']): Day => addDays(today, Math.max(...stepsOf(kind, today)));
    return this.read.query<DueThing[]>(DUE_SQL, [today, until('protection.ending'), until('commitment.ending'), until('decision.ending'), until('condition.ending')]);
  }

  private async tell(due: readonly Reminder[], today: Day, now: string): Promise<number> {
    const fresh = await untold(this.pool, due.map(({ id }) => id));
    if (fresh.size === 0) return 0;
    const posts = await postsOn(this.access, today);
    const tellings: Telling[] = [];
    for (const { id, kind, subject, facts, to } of due.filter((reminder) => fresh.has(reminder.id))) {
      tellings.push({ id, kind, subject, facts, to: addressed(to, await knownOf(this.runner, subject), posts, null) });
    }
    return tell(this.pool, tellings, now);
  }
}
