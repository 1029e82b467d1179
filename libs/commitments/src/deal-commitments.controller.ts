import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs, type Relation, requireAccess } from '#access';
import { accountsOf } from '#delivery';
import { type Actor, type CommandContext, type Outcome, RefusedError } from '#event-store';
import { VAULT, type Vault } from '#vault';
import { type Answer, answer, body, CommandBody, Context, CurrentActor, idParam, QueryAnswer, tagged } from '#wire';
import { v5 as uuid } from 'uuid';
import { z } from 'zod';
import { ClaimClawback, CloseClawback, JudgeClawbackPayment, RecordClawbackPayment } from './clawback.commands.ts';
import { ProposeCommitment } from './commitment.commands.ts';
import { CommitmentStreams } from './commitment.streams.ts';
import { allowedOnClawback, clawbackSchema, clawbackView, commitmentSchema, commitmentView } from './commitment.view.ts';

const Deal = (): ParameterDecorator => Param('id', idParam('deal.unknown'));
const listSchema = z.strictObject({ revision: z.int(), commitments: z.array(commitmentSchema), clawback: clawbackSchema.extend({ revision: z.int() }).nullable(), /** What one may do about money claimed back; promises say their own. */ allowed: z.array(z.string()) });

/** The promises of a deal in both directions, and what is claimed back after its termination. */
@ApiTags('commitments')
@Controller('deals')
export class DealCommitmentsController {
  constructor(
    private readonly bus: CommandBus,
    private readonly streams: CommitmentStreams,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  @Get(':id/commitments')
  @Needs('deal.read')
  @QueryAnswer(listSchema, { summary: 'The promises of a deal, in the order in which they were made, and its clawback' })
  async list(@Deal() dealId: string, @CurrentActor() actor: Actor): Promise<object> {
    const { deal, delivery } = await this.streams.deal(dealId);
    const relation = { unit: deal.unit, accounts: accountsOf(delivery) };
    requireAccess(actor, 'deal.read', relation);
    const [{ state: listed, revision }, { state: clawback, revision: clawbackRevision }] = await Promise.all([this.streams.promises(dealId), this.streams.clawback(dealId)]);
    const commitments = await Promise.all(listed.map(async ({ id }) => commitmentView(this.vault, { id, ...(await this.streams.commitment(id)) }, actor, relation)));
    return { revision, commitments, clawback: clawback && { ...clawbackView(clawback), revision: clawbackRevision }, allowed: [...allowedOnClawback(clawback, deal.closedBy === 'AgreementTerminated', actor, relation)] };
  }

  @Post(':id/commitments')
  @Needs('commitment.draft')
  @CommandBody(ProposeCommitment.input, { summary: 'propose a promise' })
  propose(@Deal() dealId: string, @Body(body(ProposeCommitment.input)) input: z.infer<typeof ProposeCommitment.input>, @Context({ command: 'ProposeCommitment' }) context: CommandContext): Promise<Answer> {
    return this.send(new ProposeCommitment(uuid(`commitment/${dealId}`, context.key.id), dealId, input, context));
  }

  @Get(':id/clawback')
  @Needs('deal.read')
  @QueryAnswer(clawbackSchema.extend({ revision: z.int() }), { summary: 'What is claimed back after the termination, and what came in' })
  async clawback(@Deal() dealId: string, @CurrentActor() actor: Actor): Promise<object> {
    requireAccess(actor, 'deal.read', await this.relation(dealId));
    const { state, revision } = await this.streams.clawback(dealId);
    if (!state) throw new RefusedError('not-found', 'clawback.unknown', { dealId });
    return tagged({ ...clawbackView(state), revision }, revision);
  }

  @Post(':id/clawback')
  @Needs('clawback.claim')
  @CommandBody(ClaimClawback.input, { summary: 'claim money back after a termination' })
  claim(@Deal() dealId: string, @Body(body(ClaimClawback.input)) input: z.infer<typeof ClaimClawback.input>, @Context({ command: 'ClaimClawback' }) context: CommandContext): Promise<Answer> {
    return this.send(new ClaimClawback(dealId, input, context));
  }

  @Post(':id/clawback/payments')
  @Needs('clawback.record')
  @CommandBody(RecordClawbackPayment.input, { summary: 'record money that came back' })
  record(@Deal() dealId: string, @Body(body(RecordClawbackPayment.input)) input: z.infer<typeof RecordClawbackPayment.input>, @Context({ command: 'RecordClawbackPayment' }) context: CommandContext): Promise<Answer> {
    return this.send(new RecordClawbackPayment(dealId, input, context));
  }

  @Post(':id/clawback/payments/:paymentId/verification')
  @Needs('commitment.verify')
  @CommandBody(JudgeClawbackPayment.input, { summary: 'verify or refuse money that came back' })
  judge(@Deal() dealId: string, @Param('paymentId', idParam('clawback.payment-unknown')) paymentId: string, @Body(body(JudgeClawbackPayment.input)) input: z.infer<typeof JudgeClawbackPayment.input>, @Context({ command: 'JudgeClawbackPayment' }) context: CommandContext): Promise<Answer> {
    return this.send(new JudgeClawbackPayment(dealId, paymentId, input, context));
  }

  @Post(':id/clawback/waiver')
  @Needs('commitment.waive')
  @CommandBody(CloseClawback.input, { summary: 'give up what is still open of a claim', ifMatch: true })
  close(@Deal() dealId: string, @Body(body(CloseClawback.input)) input: z.infer<typeof CloseClawback.input>, @Context({ command: 'CloseClawback', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return this.send(new CloseClawback(dealId, input, context));
  }

  private async relation(dealId: string): Promise<Relation> {
    const { deal, delivery } = await this.streams.deal(dealId);
    return { unit: deal.unit, accounts: accountsOf(delivery) };
  }

  private async send<C extends object>(command: C): Promise<Answer> {
    return answer(await this.bus.execute<C, Outcome>(command));
  }
}
