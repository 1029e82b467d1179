import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireAccess } from '#access';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome } from '#event-store';
import { BlacklistEnterprise, ClearEnterprise, RegisterEnterprise } from './enterprise.commands.ts';
import { enterpriseDecider, type EnterpriseCommand } from './enterprise.decider.ts';

const decide = (runner: CommandRunner, id: string, command: EnterpriseCommand, context: CommandContext, operation: 'enterprise.register' | 'lead.triage'): Promise<Outcome> =>
  runner.handle({ stream: `enterprise-${id}`, decider: enterpriseDecider, command, facts: () => requireAccess(context.actor, operation) as undefined, context });

@CommandHandler(RegisterEnterprise)
export class RegisterEnterpriseHandler implements ICommandHandler<RegisterEnterprise, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: RegisterEnterprise): Promise<Outcome> {
    return decide(this.runner, id, { type: 'RegisterEnterprise', investor: input }, context, 'enterprise.register');
  }
}

@CommandHandler(BlacklistEnterprise)
export class BlacklistEnterpriseHandler implements ICommandHandler<BlacklistEnterprise, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: BlacklistEnterprise): Promise<Outcome> {
    return decide(this.runner, id, { type: 'BlacklistEnterprise', ...input }, context, 'lead.triage');
  }
}

@CommandHandler(ClearEnterprise)
export class ClearEnterpriseHandler implements ICommandHandler<ClearEnterprise, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute({ id, input, context }: ClearEnterprise): Promise<Outcome> {
    return decide(this.runner, id, { type: 'ClearEnterprise', ...input }, context, 'lead.triage');
  }
}
