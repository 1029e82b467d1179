import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireAccess } from '#access';
import { COMMAND_RUNNER, type CommandRunner, type Outcome } from '#event-store';
import { AddConfidant, type ConfidentialCommand, confidentialDecider, confidentialStream, LiftConfidentiality, MakeConfidential, RemoveConfidant } from './confidential.decider.ts';

type Sent = MakeConfidential | AddConfidant | RemoveConfidant | LiftConfidentiality;

/** The path of all four commands. */
function decide(runner: CommandRunner, { id: caseId, context }: Sent, command: ConfidentialCommand): Promise<Outcome> {
  const facts = async (): Promise<{ known: boolean }> => {
    requireAccess(context.actor, 'deal.keep-confidential');
    const [lead, deal] = await Promise.all([runner.eventsOf(`lead-${caseId}`, 0), runner.eventsOf(`deal-${caseId}`, 0)]);
    return { known: lead.length + deal.length > 0 };
  };
  return runner.handle({ stream: confidentialStream(caseId), decider: confidentialDecider, command, facts, context });
}

@CommandHandler(MakeConfidential)
export class MakeConfidentialHandler implements ICommandHandler<MakeConfidential, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: MakeConfidential): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'MakeConfidential', input: sent.input });
  }
}

@CommandHandler(AddConfidant)
export class AddConfidantHandler implements ICommandHandler<AddConfidant, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: AddConfidant): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'AddConfidant', input: sent.input });
  }
}

@CommandHandler(RemoveConfidant)
export class RemoveConfidantHandler implements ICommandHandler<RemoveConfidant, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: RemoveConfidant): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'RemoveConfidant', input: sent.input });
  }
}

@CommandHandler(LiftConfidentiality)
export class LiftConfidentialityHandler implements ICommandHandler<LiftConfidentiality, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: LiftConfidentiality): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'LiftConfidentiality', input: sent.input });
  }
}

/** Every handler, for the module. */
export const confidentialHandlers = [MakeConfidentialHandler, AddConfidantHandler, RemoveConfidantHandler, LiftConfidentialityHandler];
