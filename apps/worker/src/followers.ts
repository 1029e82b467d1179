import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { CommitmentReactions } from '#commitments';
import type { Clock } from '#event-store';
import type { DueWork } from '#jobs';
import { LeadReactions } from '#leads';
import type { ProcessManager } from '#processes';
import { ReviewReactions } from '#reviews';
import type { DataSource } from 'typeorm';
import { decisionLapses } from './decision-lapses.ts';
import { dueCommitments } from './due-commitments.ts';
import { expiries } from './expiries.ts';

/** Every process manager; each follows the log from a cursor of its own. */
export function processManagers(app: INestApplicationContext): readonly ProcessManager[] {
  return [app.get(LeadReactions), app.get(ReviewReactions), app.get(CommitmentReactions)];
}

/** Everything that falls due with time. */
export function dueWorks(app: INestApplicationContext, read: DataSource, clock: Clock): readonly DueWork[] {
  return [expiries(app.get(CommandBus), read, clock), decisionLapses(app.get(CommandBus), read, clock), dueCommitments(app.get(CommandBus), read, clock)];
}
