import type { CommandBus } from '@nestjs/cqrs';
import { commitmentSettingsOn, FallDue, MarkClawbackOverdue, MarkOverdue } from '#commitments';
import { type Clock, type CommandContext, dayOf, RefusedError } from '#event-store';
import type { DueWork } from '#jobs';
import { addDays, type Day } from '#measures';
import { v5 as uuid } from 'uuid';
import type { DataSource } from 'typeorm';

const KEYS = '9d0a6a52-3a2e-5c7b-8a3d-51d2b2f4c311';

/** A mark that is due: what the key of its command names, the command, and the day it happened. */
type Due = { readonly name: string; readonly on: Day; readonly command: (context: CommandContext) => object };

/**
 * Promises fall due, are marked overdue, and clawbacks run out of time. What is due stands in the rows; the command's
 * key names the promise and the event that set its day, so it happens once for each day set, however often it is asked.
 */
export function dueCommitments(bus: CommandBus, read: DataSource, clock: Clock): DueWork {
  return {
    name: 'commitments.due',
    everyMs: 60_000,
    async run() {
      const today = dayOf(clock.now());
      for (const due of await whatIsDue(read, today)) await send(bus, due, today, clock.stamp());
    },
  };
}

async function whatIsDue(read: DataSource, today: Day): Promise<readonly Due[]> {
  const promises = await read.query<{ id: string; on: Day; by: string; status: string }[]>(
    `select id, due_on::text as on, due_by as by, status from commitments where due_on <= $1 and (status = 'pending' or (status = 'due' and not overdue)) order by due_on, id`,
    [today],
  );
  const claims = await read.query<{ deal: string; deadline: Day }[]>(`select deal, deadline::text from clawbacks where closed is null and not overdue and deadline < $1 order by deadline, deal`, [today]);
  return [
    ...promises.filter(({ status }) => status === 'pending').map(({ id, on, by }): Due => ({ name: `commitment.fall-due/${id}/${by}`, on, command: (context) => new FallDue(id, context) })),
    // A promise that falls due long ago is overdue in the same run: the second mark is decided on what the first has made of it.
    ...promises.filter(({ on }) => overdueOn(on) <= today).map(({ id, on, by }): Due => ({ name: `commitment.overdue/${id}/${by}`, on: overdueOn(on), command: (context) => new MarkOverdue(id, context) })),
    ...claims.map(({ deal, deadline }): Due => ({ name: `clawback.overdue/${deal}`, on: addDays(deadline, 1), command: (context) => new MarkClawbackOverdue(deal, context) })),
  ];
}

const overdueOn = (dueOn: Day): Day => addDays(dueOn, commitmentSettingsOn(dueOn).overdueAfterDays + 1);

async function send(bus: CommandBus, { name, on, command }: Due, today: Day, at: string | undefined): Promise<void> {
  const id = uuid(name, KEYS);
  const context: CommandContext = {
    actor: { account: 'rule', unit: null, role: 'rule' },
    key: { id, digest: name.slice(0, name.indexOf('/')) },
    correlationId: id,
    causationId: id,
    via: 'rule',
    occurredOn: on,
    today,
    ...(at === undefined ? {} : { at }),
  };
  try {
    await bus.execute(command(context));
  } catch (error) {
    // The rule's no means that it was kept, waived or marked meanwhile; the rows will show it.
    if (!(error instanceof RefusedError) || error.kind !== 'rule') throw error;
  }
}
