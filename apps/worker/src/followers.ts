import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { CommitmentReactions } from '#commitments';
import type { Clock } from '#event-store';
import type { DueWork } from '#jobs';
import { LeadReactions } from '#leads';
import { Deliveries, Digests, NoticeManager, Reminders } from '#notices';
import type { ProcessManager } from '#processes';
import { ReviewReactions } from '#reviews';
import type { DataSource } from 'typeorm';
import { decisionLapses } from './decision-lapses.ts';
import { dueCommitments } from './due-commitments.ts';
import { expiries } from './expiries.ts';

/** Every process manager; each follows the log from a cursor of its own. */
export function processManagers(app: INestApplicationContext): readonly ProcessManager[] {
  return [app.get(LeadReactions), app.get(ReviewReactions), app.get(CommitmentReactions), app.get(NoticeManager, { strict: false })];
}

/** Everything that falls due with time. */
export function dueWorks(app: INestApplicationContext, read: DataSource, clock: Clock): readonly DueWork[] {
  return [expiries(app.get(CommandBus), read, clock), decisionLapses(app.get(CommandBus), read, clock), dueCommitments(app.get(CommandBus), read, clock), ...noticeWorks(app)];
}

/** Reminders and digests look at what is due, and the outbox at what waits; none of them needs the queue for more than its clock. */
function noticeWorks(app: INestApplicationContext): readonly DueWork[] {
  const of = (name: string, everyMs: number, work: { run(): Promise<unknown> }): DueWork => ({ name, everyMs, run: async () => void (await work.run()) });
  return [
    of('notices.remind', 60_000, app.get(Reminders, { strict: false })),
    of('notices.digest', 60_000, app.get(Digests, { strict: false })),
    of('notices.deliver', 10_000, app.get(Deliveries, { strict: false })),
  ];
}
