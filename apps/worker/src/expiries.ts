import type { CommandBus } from '@nestjs/cqrs';
import { addDays } from '#measures';
import { type CommandContext, dayOf, RefusedError, type Clock } from '#event-store';
import type { DueWork } from '#jobs';
import { ExpireProtection } from '#leads';
import { v5 as uuid } from 'uuid';
import type { DataSource } from 'typeorm';

const KEYS = '3a1c1b57-6a8f-5b0e-9f53-0b6f0a6c7a11';

/** Ends protections whose last day has passed. What is due stands in the cards; the command's key names lead and day, so it happens once. */
export function expiries(bus: CommandBus, read: DataSource, clock: Clock): DueWork {
  return {
    name: 'protection.expire',
    everyMs: 60_000,
    async run() {
      const today = dayOf(clock.now());
      const due = await read.query<{ entity: string; until: string }[]>(
        `select entity, state->>'protectedUntil' as until from cards
         where known_to = 9007199254740991 and happened_to = '9999-12-31' and stage = 'protected' and state->>'protectedUntil' < $1`,
        [today],
      );
      for (const { entity, until } of due) await expire(bus, entity, until, today, clock.stamp());
    },
  };
}

async function expire(bus: CommandBus, leadId: string, until: string, today: string, at: string | undefined): Promise<void> {
  const context: CommandContext = {
    actor: { account: 'rule', unit: null, role: 'rule' },
    key: { id: uuid(`protection.expire/${leadId}/${until}`, KEYS), digest: 'protection.expire' },
    correlationId: `protection.expire/${leadId}`,
    causationId: `protection.expire/${leadId}/${until}`,
    via: 'rule',
    occurredOn: addDays(until, 1),
    today,
    ...(at === undefined ? {} : { at }),
  };
  try {
    await bus.execute(new ExpireProtection(leadId, {}, context));
  } catch (error) {
    // The rule's no means that it was renewed or released meanwhile; the read side will show it.
    if (!(error instanceof RefusedError)) throw error;
  }
}
