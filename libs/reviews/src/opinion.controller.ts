import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs, requireAccess } from '#access';
import { type Deal, readDeal } from '#deals';
import { type Actor, CLOCK, type Clock, COMMAND_RUNNER, type CommandContext, type CommandRunner, dayOf, type Outcome } from '#event-store';
import { accountsOf, deliveryDecider, deliveryStream } from '#delivery';
import { VAULT, type Vault } from '#vault';
import { type Answer, answer, body, CommandBody, Context, CurrentActor, idParam, QueryAnswer } from '#wire';
import type { z } from 'zod';
import { conditionsSchema, opinionsSchema } from './meeting.schema.ts';
import { readMeeting } from './meeting.streams.ts';
import { conditionsView } from './meeting.view.ts';
import { GiveOpinion, opinionsDecider, opinionsStream, RequestOpinions } from './opinion.decider.ts';
import { opinionsView } from './opinion.view.ts';

const Id = (): ParameterDecorator => Param('id', idParam('deal.unknown'));

/** What departments say of a deal, and on which conditions its review passed it. Both only add and need no `If-Match`. */
@ApiTags('deals')
@Controller('deals')
export class OpinionController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post(':id/opinions/requests')
  @Needs('opinion.request')
  @CommandBody(RequestOpinions.input, { summary: 'ask departments for their opinion on the dossier' })
  request(@Id() id: string, @Body(body(RequestOpinions.input)) input: z.infer<typeof RequestOpinions.input>, @Context({ command: 'RequestOpinions' }) context: CommandContext): Promise<Answer> {
    return this.send(new RequestOpinions(id, input, context));
  }

  @Post(':id/opinions')
  @Needs('opinion.give')
  @CommandBody(GiveOpinion.input, { summary: 'give the opinion of one’s department, in writing' })
  give(@Id() id: string, @Body(body(GiveOpinion.input)) input: z.infer<typeof GiveOpinion.input>, @Context({ command: 'GiveOpinion' }) context: CommandContext): Promise<Answer> {
    return this.send(new GiveOpinion(id, input, context));
  }

  @Get(':id/opinions')
  @Needs('deal.read')
  @QueryAnswer(opinionsSchema, { summary: 'What departments were asked and what they said' })
  async opinions(@Id() id: string, @CurrentActor() actor: Actor): Promise<object> {
    const deal = await this.enter(id, actor);
    const { state } = await this.runner.stateOf(opinionsStream(id), opinionsDecider);
    return opinionsView(this.vault, deal, state, actor, this.today());
  }

  @Get(':id/conditions')
  @Needs('deal.read')
  @QueryAnswer(conditionsSchema, { summary: 'The conditions on which the review passed a deal, each with its unit, its due date and what became of it' })
  async conditions(@Id() id: string, @CurrentActor() actor: Actor): Promise<object> {
    const { review } = await this.enter(id, actor);
    const reference = review?.data.meeting;
    if (!reference) return { conditions: [] };
    const meetingId = reference.stream.slice('meeting-'.length);
    const item = (await readMeeting(this.runner, meetingId)).state.items[reference.itemId];
    return { conditions: item ? await conditionsView(this.vault, meetingId, item, this.today()) : [] };
  }

  private today(): string {
    return dayOf(this.clock.now());
  }

  private async enter(id: string, actor: Actor): Promise<Deal> {
    const { state } = await readDeal(this.runner, id);
    const { state: delivery } = await this.runner.stateOf(deliveryStream(id), deliveryDecider);
    requireAccess(actor, 'deal.read', { unit: state.unit, accounts: accountsOf(delivery) });
    return state;
  }

  private async send<C extends object>(command: C): Promise<Answer> {
    return answer(await this.bus.execute<C, Outcome>(command));
  }
}
