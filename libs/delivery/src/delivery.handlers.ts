import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireAccess } from '#access';
import { type Deal, readDeal } from '#deals';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome } from '#event-store';
import { AssignServiceOwner, type DeliveryCommand, JudgeMilestone, JudgePaidIn, ReportMilestone, ReportPaidIn } from './delivery.commands.ts';
import { type Delivery, deliveryDecider, type DeliveryFacts, type SignedDeal } from './delivery.decider.ts';
import { deliveryTable } from './delivery.table.ts';

/** The stream of a deal's delivery. */
export const deliveryStream = (dealId: string): string => `delivery-${dealId}`;

/** Whom a delivery names: its service owner. */
export const accountsOf = ({ serviceOwner }: Delivery): readonly string[] => (serviceOwner ? [serviceOwner.data.account] : []);

/** What the delivery must know of a deal. */
export function signedDeal({ kind, formal, stage, dossier }: Deal, revision: number): SignedDeal {
  return { kind, signedOn: formal?.on ?? null, closed: stage === 'closed', designOutput: dossier?.data.dossier.outputPerYear ?? null, revision };
}

function decide(runner: CommandRunner, id: string, command: DeliveryCommand, context: CommandContext): Promise<Outcome> {
  const facts = async (delivery: Delivery): Promise<DeliveryFacts> => {
    const { state, revision } = await readDeal(runner, id);
    requireAccess(context.actor, deliveryTable[command.type].operation, { unit: state.unit, accounts: accountsOf(delivery) });
    return { actor: context.actor, on: context.occurredOn, newId: context.key.id, deal: signedDeal(state, revision) };
  };
  return runner.handle({ stream: deliveryStream(id), decider: deliveryDecider, command, facts, context });
}

@CommandHandler(AssignServiceOwner)
export class AssignServiceOwnerHandler implements ICommandHandler<AssignServiceOwner, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: AssignServiceOwner): Promise<Outcome> {
    return decide(this.runner, id, { type: 'AssignServiceOwner', input }, context);
  }
}

@CommandHandler(ReportMilestone)
export class ReportMilestoneHandler implements ICommandHandler<ReportMilestone, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: ReportMilestone): Promise<Outcome> {
    return decide(this.runner, id, { type: 'ReportMilestone', input }, context);
  }
}

@CommandHandler(JudgeMilestone)
export class JudgeMilestoneHandler implements ICommandHandler<JudgeMilestone, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, kind, input, context }: JudgeMilestone): Promise<Outcome> {
    return decide(this.runner, id, { type: 'JudgeMilestone', kind, input }, context);
  }
}

@CommandHandler(ReportPaidIn)
export class ReportPaidInHandler implements ICommandHandler<ReportPaidIn, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: ReportPaidIn): Promise<Outcome> {
    return decide(this.runner, id, { type: 'ReportPaidIn', input }, context);
  }
}

@CommandHandler(JudgePaidIn)
export class JudgePaidInHandler implements ICommandHandler<JudgePaidIn, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, reportId, input, context }: JudgePaidIn): Promise<Outcome> {
    return decide(this.runner, id, { type: 'JudgePaidIn', reportId, input }, context);
  }
}

/** Every handler, for the module. */
export const deliveryHandlers = [AssignServiceOwnerHandler, ReportMilestoneHandler, JudgeMilestoneHandler, ReportPaidInHandler, JudgePaidInHandler];
