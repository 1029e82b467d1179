import type { CommandBus } from '@nestjs/cqrs';
import { LapseDecision, settingsOn } from '#deals';
import { addDays } from '#measures';
import { type Clock, type CommandContext, dayOf, RefusedError } from '#event-store';
import type { DueWork } from '#jobs';
import { v5 as uuid } from 'uuid';
import type { DataSource } from 'typeorm';

const KEYS = '6f0c8a3e-2b75-5d19-8c44-1e9d7f3b5a26';

/**
 * Ends decisions that nobody signed upon in time. A card stands in the column 通过 since the day of its decision; the
 * command's key names deal and day, so a decision lapses once. What lapses by a changed amount is for the reaction to that.
 */
export function decisionLapses(bus: CommandBus, read: DataSource, clock: Clock): DueWork {
  return {
    name: 'decision.lapse',
    everyMs: 60_000,
    async run() {
      const today = dayOf(clock.now());
      const { decisionLapsesAfterDays: days } = settingsOn(today);
      const due = await read.query<{ entity: string; decided: string }[]>(
        `select entity, state->>'since' as decided from cards
         where known_to = 9007199254740991 and happened_to = '9999-12-31' and stage = 'approved' and state->>'since' < $1`,
        [addDays(today, -days)],
      );
      for (const { entity, decided } of due) await lapse(bus, entity, decided, today, clock.stamp());
    },
  };
}

async function lapse(bus: CommandBus, dealId: string, decided: string, today: string, at: string | undefined): Promise<void> {
  const context: CommandContext = {
    actor: { account: 'rule', unit: null, role: 'rule' },
    key: { id: uuid(`decision.lapse/${dealId}/${decided}`, KEYS), digest: 'decision.lapse' },
    correlationId: `decision.lapse/${dealId}`,
    causationId: `decision.lapse/${dealId}/${decided}`,
    via: 'rule',
    occurredOn: addDays(decided, settingsOn(today).decisionLapsesAfterDays + 1),
    today,
    ...(at === undefined ? {} : { at }),
  };
  try {
    await bus.execute(new LapseDecision(dealId, {}, context));
  } catch (error) {
    // The rule's no means that it was signed or submitted anew meanwhile; the read side will show it.
    if (!(error instanceof RefusedError)) throw error;
  }
}
