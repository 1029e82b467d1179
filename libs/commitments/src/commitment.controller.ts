import { applyDecorators, Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs, requireAccess } from '#access';
import { accountsOf } from '#delivery';
import type { Actor, CommandContext, Outcome } from '#event-store';
import { VAULT, type Vault } from '#vault';
import { type Answer, answer, body, CommandBody, Context, CurrentActor, idParam, QueryAnswer, tagged } from '#wire';
import type { z } from 'zod';
import * as commands from './commitment.commands.ts';
import { CommitmentStreams } from './commitment.streams.ts';
import { commitmentTable, ruleOf } from './commitment.table.ts';
import { commitmentSchema, commitmentView } from './commitment.view.ts';

const sendable = {
  WithdrawCommitment: commands.WithdrawCommitment, CostCommitment: commands.CostCommitment, ClearCommitment: commands.ClearCommitment, AmendCommitment: commands.AmendCommitment,
  ReportFulfilment: commands.ReportFulfilment, JudgeFulfilment: commands.JudgeFulfilment, WaiveCommitment: commands.WaiveCommitment, DeclareBreach: commands.DeclareBreach,
};
type Name = keyof typeof sendable;
type InputOf<N extends Name> = InstanceType<(typeof sendable)[N]>['input'];

/** One path per command; whether it needs `If-Match` is read from the table of commands. */
const Route = (path: string, command: Name, summary: string): MethodDecorator =>
  applyDecorators(Post(`:id/${path}`), Needs(commitmentTable[command].operation), CommandBody(sendable[command].input, { summary, ifMatch: ruleOf(command).ifMatch === true }));
const Id = (): ParameterDecorator => Param('id', idParam('commitment.unknown'));
const Input = (command: Name): ParameterDecorator => Body(body(sendable[command].input));
const Sender = (command: Name): ParameterDecorator => Context({ command, ifMatch: ruleOf(command).ifMatch === true });

/** One promise, read from the log and so always fresh, and what happens to it. */
@ApiTags('commitments')
@Controller('commitments')
export class CommitmentController {
  constructor(
    private readonly bus: CommandBus,
    private readonly streams: CommitmentStreams,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  @Get(':id')
  @Needs('deal.read')
  @QueryAnswer(commitmentSchema, { summary: 'One promise: where it stands, what it lacks, and what one may do' })
  async one(@Id() id: string, @CurrentActor() actor: Actor): Promise<object> {
    const read = await this.streams.commitment(id);
    const { deal, delivery } = await this.streams.deal(read.state.proposed.data.dealId);
    const relation = { unit: deal.unit, accounts: accountsOf(delivery) };
    requireAccess(actor, 'deal.read', relation);
    return tagged(await commitmentView(this.vault, { id, ...read }, actor, relation), read.revision);
  }

  @Route('withdrawal', 'WithdrawCommitment', 'take a proposed promise back')
  withdraw(@Id() id: string, @Input('WithdrawCommitment') input: InputOf<'WithdrawCommitment'>, @Sender('WithdrawCommitment') context: CommandContext): Promise<Answer> {
    return this.send(new commands.WithdrawCommitment(id, input, context));
  }

  @Route('costing', 'CostCommitment', 'cost a promise of the zone and reserve its money in each year')
  cost(@Id() id: string, @Input('CostCommitment') input: InputOf<'CostCommitment'>, @Sender('CostCommitment') context: CommandContext): Promise<Answer> {
    return this.send(new commands.CostCommitment(id, input, context));
  }

  @Route('clearance', 'ClearCommitment', 'clear a promise of the zone legally and for fair competition, or refuse to')
  clear(@Id() id: string, @Input('ClearCommitment') input: z.infer<typeof commands.ClearCommitment.input>, @Sender('ClearCommitment') context: CommandContext): Promise<Answer> {
    return this.send(new commands.ClearCommitment(id, input, context));
  }

  @Route('amendment', 'AmendCommitment', 'change a promise in force by a signed supplementary agreement')
  amend(@Id() id: string, @Input('AmendCommitment') input: InputOf<'AmendCommitment'>, @Sender('AmendCommitment') context: CommandContext): Promise<Answer> {
    return this.send(new commands.AmendCommitment(id, input, context));
  }

  @Route('fulfilment', 'ReportFulfilment', 'report that a promise was kept')
  report(@Id() id: string, @Input('ReportFulfilment') input: InputOf<'ReportFulfilment'>, @Sender('ReportFulfilment') context: CommandContext): Promise<Answer> {
    return this.send(new commands.ReportFulfilment(id, input, context));
  }

  @Route('fulfilment/verification', 'JudgeFulfilment', 'verify or refuse a reported fulfilment')
  judge(@Id() id: string, @Input('JudgeFulfilment') input: InputOf<'JudgeFulfilment'>, @Sender('JudgeFulfilment') context: CommandContext): Promise<Answer> {
    return this.send(new commands.JudgeFulfilment(id, input, context));
  }

  @Route('waiver', 'WaiveCommitment', 'free the other side of its promise')
  waive(@Id() id: string, @Input('WaiveCommitment') input: InputOf<'WaiveCommitment'>, @Sender('WaiveCommitment') context: CommandContext): Promise<Answer> {
    return this.send(new commands.WaiveCommitment(id, input, context));
  }

  @Route('breach', 'DeclareBreach', 'declare a promise that was due broken')
  breach(@Id() id: string, @Input('DeclareBreach') input: InputOf<'DeclareBreach'>, @Sender('DeclareBreach') context: CommandContext): Promise<Answer> {
    return this.send(new commands.DeclareBreach(id, input, context));
  }

  private async send<C extends object>(command: C): Promise<Answer> {
    return answer(await this.bus.execute<C, Outcome>(command));
  }
}
