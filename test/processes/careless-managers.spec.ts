import { describe, expect, it } from '@jest/globals';
import { Injectable, Module, type Type } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { LoseDeal, AcceptTransfer as AcceptDeal, DealsModule, OfferTransfer as OfferDeal } from '#deals';
import { EnterprisesModule } from '#enterprises';
import { type RecordedEvent, reactionTo } from '#event-store';
import { FollowDealTransfer, LeadReactions, leadReactions, LeadsModule } from '#leads';
import type { ProcessManager } from '#processes';
import { v4 as random } from 'uuid';
import { type Act, disturbed, repeated } from './crash-proof.ts';
import { CrashingWorld } from './crashing-world.ts';
import { intoTalks, people } from './lead-stories.ts';

const id = intoTalks.id;
const story: readonly Act[] = [
  ...intoTalks.acts,
  { by: people.lead, on: '2026-03-10', command: (context) => new OfferDeal(id, { to: 'team2', creditKept: 40 }, context) },
  { by: people.lead2, on: '2026-03-10', command: (context) => new AcceptDeal(id, {}, context) },
  { by: people.lead2, on: '2026-03-10', command: (context) => new LoseDeal(id, { code: 'land' }, context) },
];

/** Trusts that whoever sent the command made the reactions too. */
@Injectable()
class Trusting implements ProcessManager {
  readonly name = 'trusting';
  constructor(private readonly leads: LeadReactions) {}

  async react(event: RecordedEvent): Promise<void> {
    // What a deal does is not its own slice's, so nobody reacts to it inline.
    if (event.stream.startsWith('deal-')) await this.leads.react(event);
  }
}

/** Sends its commands under a key of the moment. */
@Injectable()
class Repeating implements ProcessManager {
  readonly name = 'repeating';
  constructor(
    private readonly leads: LeadReactions,
    private readonly bus: CommandBus,
  ) {}

  async react(event: RecordedEvent): Promise<void> {
    if (event.type !== 'DealTransferAccepted') return this.leads.react(event);
    for (const { kind, step, id: of, input } of leadReactions(event)) {
      const context = { ...reactionTo(event, step, '2026-03-10'), key: { id: random(), digest: step } };
      if (kind === 'FollowDealTransfer') await this.bus.execute(new FollowDealTransfer(of, input, context));
    }
  }
}

@Module({ imports: [LeadsModule, CqrsModule], providers: [Trusting, Repeating] })
class Careless {}

const openWith = (manager: Type<ProcessManager>, more: { cursorFirst?: true } = {}): Promise<CrashingWorld> => CrashingWorld.open({ modules: [EnterprisesModule, LeadsModule, DealsModule, Careless], manager, ...more });

describe('a careless manager', () => {
  it.each<[string, Type<ProcessManager>, typeof disturbed | typeof repeated]>([
    ['that leaves the inline reactions to their senders loses what a crash cut off', Trusting, disturbed],
    ['that makes up a new key each time repeats itself', Repeating, repeated],
  ])('%s', async (_fault, manager, play) => {
    const world = await openWith(manager);
    await expect(play(world, story)).rejects.toThrow(/toEqual/);
    await world.close();
  });

  it('whose cursor is saved before its reactions loses what a crash cut off', async () => {
    const world = await openWith(LeadReactions, { cursorFirst: true });
    await expect(disturbed(world, story)).rejects.toThrow(/toEqual/);
    await world.close();
  });

  it('is told from the one in use by nothing but its log', async () => {
    const world = await openWith(LeadReactions);
    await repeated(world, story);
    await world.close();
  });
});
