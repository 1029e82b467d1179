import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { COMMAND_RUNNER, type CommandRunner, type Outcome } from '#event-store';
import type { Day } from '#measures';
import { claimSettingsOn } from './claim.settings.ts';
import { TakeLead } from './lead.commands.ts';
import type { LeadFacts } from './lead.decider.ts';
import { LeadReactions } from './lead.reactions.ts';
import { LeadStreams } from './lead.streams.ts';
import { EnterPoolTake } from './pool.commands.ts';
import { overLimit, poolDecider, type PoolState } from './pool.decider.ts';

@CommandHandler(TakeLead)
export class TakeLeadHandler implements ICommandHandler<TakeLead, Outcome> {
  constructor(
    private readonly streams: LeadStreams,
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
  ) {}

  execute({ id, input, context }: TakeLead): Promise<Outcome> {
    const unit = input.unit ?? context.actor.unit;
    return this.streams.onLead(id, { type: 'TakeLead', input }, context, async () => (unit === null ? {} : { pool: await this.limitsOf(id, unit, context.occurredOn) }));
  }

  // The same question that the pool's own stream is asked after the take: a no that can be foreseen is given at once.
  private async limitsOf(leadId: string, unit: string, on: Day): Promise<NonNullable<LeadFacts['pool']>> {
    const settings = claimSettingsOn(on);
    const { state } = await this.runner.stateOf(poolStream(unit), poolDecider);
    return { settings, over: overLimit(state, leadId, { on, settings, held: await stillHeld(this.streams, unit, state) }) };
  }
}

@CommandHandler(EnterPoolTake)
export class EnterPoolTakeHandler implements ICommandHandler<EnterPoolTake, Outcome> {
  constructor(
    private readonly streams: LeadStreams,
    private readonly reactions: LeadReactions,
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
  ) {}

  async execute({ id: unit, input, context }: EnterPoolTake): Promise<Outcome> {
    const { occurredOn: on } = context;
    const facts = async (state: PoolState) => ({ on, settings: claimSettingsOn(on), held: await stillHeld(this.streams, unit, state) });
    return this.reactions.after(await this.runner.handle({ stream: poolStream(unit), decider: poolDecider, command: { type: 'EnterPoolTake', ...input }, facts, context }));
  }
}

/** The stream of what a unit takes out of the pool. */
export const poolStream = (unit: string): string => `pool-${unit}`;

/** Of the leads a unit took, those it still has and has not brought into talks. */
async function stillHeld(streams: LeadStreams, unit: string, { takes }: PoolState): Promise<readonly string[]> {
  const ids = [...new Set(takes.map(({ leadId }) => leadId))];
  const held = await Promise.all(ids.map(async (id) => (await streams.lead(id)).state));
  return ids.filter((_, index) => held[index]!.unit === unit && held[index]!.status === 'triaged');
}
