import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireAccess } from '#access';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome } from '#event-store';
import { AddMember, CloseUnit, EstablishUnit, RemoveMember, RenameUnit, type UnitCommand } from './unit.commands.ts';
import { unitDecider } from './unit.decider.ts';

/** The name of a unit's stream. */
export const unitStream = (code: string): string => `unit-${code}`;

function handle(runner: CommandRunner, code: string, command: UnitCommand, context: CommandContext): Promise<Outcome> {
  requireAccess(context.actor, 'organisation.edit');
  const facts = () => ({ code, occurredOn: context.occurredOn });
  return runner.handle({ stream: unitStream(code), decider: unitDecider, command, facts, context });
}

@CommandHandler(EstablishUnit)
export class EstablishUnitHandler implements ICommandHandler<EstablishUnit, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}
  execute({ code, input, context }: EstablishUnit): Promise<Outcome> {
    return handle(this.runner, code, { type: 'EstablishUnit', ...input }, context);
  }
}

@CommandHandler(RenameUnit)
export class RenameUnitHandler implements ICommandHandler<RenameUnit, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}
  execute({ code, input, context }: RenameUnit): Promise<Outcome> {
    return handle(this.runner, code, { type: 'RenameUnit', ...input }, context);
  }
}

@CommandHandler(CloseUnit)
export class CloseUnitHandler implements ICommandHandler<CloseUnit, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}
  execute({ code, input, context }: CloseUnit): Promise<Outcome> {
    return handle(this.runner, code, { type: 'CloseUnit', ...input }, context);
  }
}

@CommandHandler(AddMember)
export class AddMemberHandler implements ICommandHandler<AddMember, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}
  execute({ code, input, context }: AddMember): Promise<Outcome> {
    return handle(this.runner, code, { type: 'AddMember', ...input }, context);
  }
}

@CommandHandler(RemoveMember)
export class RemoveMemberHandler implements ICommandHandler<RemoveMember, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}
  execute({ code, input, context }: RemoveMember): Promise<Outcome> {
    return handle(this.runner, code, { type: 'RemoveMember', ...input }, context);
  }
}

/** The handlers of every command about units. */
export const unitHandlers = [EstablishUnitHandler, RenameUnitHandler, CloseUnitHandler, AddMemberHandler, RemoveMemberHandler];
