import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type Clock, type Position, simulatedClock, systemClock } from '#event-store';
import { LeadReactions } from '#leads';
import { type Played, playDemonstration } from '../../../seeds/index.ts';
import type { Core } from '../../api/src/core.ts';

/** The machine's clock, except while a demonstration is played: then the story's. */
export type DemonstrationClock = Clock & { set(instant: string): void; letGo(): void };

/** Makes the clock that a demonstration can take over for a while. */
export function demonstrationClock(): DemonstrationClock {
  let story: ReturnType<typeof simulatedClock> | undefined;
  return {
    now: () => (story ?? systemClock).now(),
    stamp: () => story?.stamp(),
    set(instant) {
      story ??= simulatedClock(instant);
      story.set(instant);
    },
    letGo() {
      story = undefined;
    },
  };
}

/**
 * Plays the plan and the fiction through the command bus unless they are there; answers the position up to which the
 * story has made its own reactions. Throws when a rule refused a step: seeds and rules have drifted apart.
 */
export async function seedDemonstration(core: Core, app: INestApplicationContext, clock: DemonstrationClock, say: (text: string) => void): Promise<Position> {
  const began = Date.now();
  let said = 0;
  const onProgress = (played: number, of: number) => {
    const tenths = Math.floor((10 * played) / of);
    if (tenths > said) say(`liuhen: playing the demonstration, ${10 * (said = tenths)} % of ${of} steps`);
  };
  const played = await playDemonstration({ bus: app.get(CommandBus), store: core.store, reactions: app.get(LeadReactions) }, clock, { onProgress });
  clock.letGo();
  assertTold(played);
  if (played.repeated < played.steps) say(`liuhen: the demonstration is there (${((Date.now() - began) / 1000).toFixed(0)} s)`);
  return (await core.store.head()).position;
}

function assertTold({ plan, refused }: Played): void {
  const first = [...plan.refused, ...refused][0];
  if (first) throw new Error(`the demonstration could not be played: ${first.key} was refused with ${first.code} (and ${plan.refused.length + refused.length - 1} more)`);
}
