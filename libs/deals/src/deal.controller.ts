import { applyDecorators, Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs } from '#access';
import type { CommandContext, Outcome } from '#event-store';
import { type Answer, answer, body, CommandBody, Context, idParam } from '#wire';
import * as commands from './deal.commands.ts';
import { type DealCommandName, ruleOf } from './deal.table.ts';

/** One path per command; whether it needs `If-Match` is read from the table of commands. */
const Route = (path: string, command: DealCommandName, summary: string): MethodDecorator =>
  applyDecorators(Post(`:id/${path}`), Needs(ruleOf(command).operation), CommandBody(commands.dealCommands[command].input, { summary, ifMatch: ruleOf(command).ifMatch }));
const Id = (): ParameterDecorator => Param('id', idParam('deal.unknown'));
const Input = (command: DealCommandName): ParameterDecorator => Body(body(commands.dealCommands[command].input));
const Sender = (command: DealCommandName): ParameterDecorator => Context({ command, ifMatch: ruleOf(command).ifMatch });

@ApiTags('deals')
@Controller('deals')
export class DealController {
  constructor(private readonly bus: CommandBus) {}

  @Route('rounds', 'RecordRound', 'record a round of talks')
  round(@Id() id: string, @Input('RecordRound') input: commands.InputOf<'RecordRound'>, @Sender('RecordRound') context: CommandContext): Promise<Answer> {
    return this.send(new commands.RecordRound(id, input, context));
  }

  @Route('revaluation', 'Revalue', 'change the amount before signing')
  revalue(@Id() id: string, @Input('Revalue') input: commands.InputOf<'Revalue'>, @Sender('Revalue') context: CommandContext): Promise<Answer> {
    return this.send(new commands.Revalue(id, input, context));
  }

  @Route('dossier', 'SubmitDossier', 'submit the dossier to the review')
  submit(@Id() id: string, @Input('SubmitDossier') input: commands.InputOf<'SubmitDossier'>, @Sender('SubmitDossier') context: CommandContext): Promise<Answer> {
    return this.send(new commands.SubmitDossier(id, input, context));
  }

  @Route('review', 'ConcludeReview', 'record what the review meeting concluded')
  review(@Id() id: string, @Input('ConcludeReview') input: commands.InputOf<'ConcludeReview'>, @Sender('ConcludeReview') context: CommandContext): Promise<Answer> {
    return this.send(new commands.ConcludeReview(id, input, context));
  }

  @Route('drafts', 'DraftAgreement', 'add a draft of an agreement')
  draft(@Id() id: string, @Input('DraftAgreement') input: commands.InputOf<'DraftAgreement'>, @Sender('DraftAgreement') context: CommandContext): Promise<Answer> {
    return this.send(new commands.DraftAgreement(id, input, context));
  }

  @Route('decision', 'MakeDecision', 'record what the decision meeting decided')
  decide(@Id() id: string, @Input('MakeDecision') input: commands.InputOf<'MakeDecision'>, @Sender('MakeDecision') context: CommandContext): Promise<Answer> {
    return this.send(new commands.MakeDecision(id, input, context));
  }

  @Route('agreements', 'SignAgreement', 'record a signing')
  sign(@Id() id: string, @Input('SignAgreement') input: commands.InputOf<'SignAgreement'>, @Sender('SignAgreement') context: CommandContext): Promise<Answer> {
    return this.send(new commands.SignAgreement(id, input, context));
  }

  @Route('amendments', 'AmendAgreement', 'change the signed amount by a supplementary agreement')
  amend(@Id() id: string, @Input('AmendAgreement') input: commands.InputOf<'AmendAgreement'>, @Sender('AmendAgreement') context: CommandContext): Promise<Answer> {
    return this.send(new commands.AmendAgreement(id, input, context));
  }

  @Route('loss', 'LoseDeal', 'close: the investor went elsewhere')
  lose(@Id() id: string, @Input('LoseDeal') input: commands.InputOf<'LoseDeal'>, @Sender('LoseDeal') context: CommandContext): Promise<Answer> {
    return this.send(new commands.LoseDeal(id, input, context));
  }

  @Route('withdrawal', 'WithdrawDeal', 'close: given up before signing')
  withdraw(@Id() id: string, @Input('WithdrawDeal') input: commands.InputOf<'WithdrawDeal'>, @Sender('WithdrawDeal') context: CommandContext): Promise<Answer> {
    return this.send(new commands.WithdrawDeal(id, input, context));
  }

  @Route('termination', 'TerminateAgreement', 'close: the signed agreement ended early')
  terminate(@Id() id: string, @Input('TerminateAgreement') input: commands.InputOf<'TerminateAgreement'>, @Sender('TerminateAgreement') context: CommandContext): Promise<Answer> {
    return this.send(new commands.TerminateAgreement(id, input, context));
  }

  @Route('hold', 'HoldDeal', 'put on hold')
  hold(@Id() id: string, @Input('HoldDeal') input: commands.InputOf<'HoldDeal'>, @Sender('HoldDeal') context: CommandContext): Promise<Answer> {
    return this.send(new commands.HoldDeal(id, input, context));
  }

  @Route('resume', 'ResumeDeal', 'go on after a hold')
  resume(@Id() id: string, @Input('ResumeDeal') input: commands.InputOf<'ResumeDeal'>, @Sender('ResumeDeal') context: CommandContext): Promise<Answer> {
    return this.send(new commands.ResumeDeal(id, input, context));
  }

  @Route('reopen', 'ReopenDeal', 'reopen a closed deal')
  reopen(@Id() id: string, @Input('ReopenDeal') input: commands.InputOf<'ReopenDeal'>, @Sender('ReopenDeal') context: CommandContext): Promise<Answer> {
    return this.send(new commands.ReopenDeal(id, input, context));
  }

  @Route('transfer', 'OfferTransfer', 'offer to another unit')
  offer(@Id() id: string, @Input('OfferTransfer') input: commands.InputOf<'OfferTransfer'>, @Sender('OfferTransfer') context: CommandContext): Promise<Answer> {
    return this.send(new commands.OfferTransfer(id, input, context));
  }

  @Route('transfer/accept', 'AcceptTransfer', 'accept an offered deal')
  accept(@Id() id: string, @Input('AcceptTransfer') input: commands.InputOf<'AcceptTransfer'>, @Sender('AcceptTransfer') context: CommandContext): Promise<Answer> {
    return this.send(new commands.AcceptTransfer(id, input, context));
  }

  @Route('transfer/decline', 'DeclineTransfer', 'decline an offered deal')
  decline(@Id() id: string, @Input('DeclineTransfer') input: commands.InputOf<'DeclineTransfer'>, @Sender('DeclineTransfer') context: CommandContext): Promise<Answer> {
    return this.send(new commands.DeclineTransfer(id, input, context));
  }

  private async send<C extends object>(command: C): Promise<Answer> {
    return answer(await this.bus.execute<C, Outcome>(command));
  }
}
