import { applyDecorators, Body, Controller, Get, Inject, Param, type PipeTransform, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { mayAccess, Needs } from '#access';
import { knows } from '#confidentiality';
import { readDeal } from '#deals';
import { type Actor, COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome, RefusedError } from '#event-store';
import { VAULT, type Vault } from '#vault';
import { type Answer, answer, body, CommandBody, Context, CurrentActor, idParam, QueryAnswer, tagged } from '#wire';
import { v5 as uuid } from 'uuid';
import type { z } from 'zod';
import * as commands from './meeting.commands.ts';
import { dossierSchema, meetingSchema } from './meeting.schema.ts';
import { type Meeting, under } from './meeting.state.ts';
import { readMeeting } from './meeting.streams.ts';
import { meetingTable, type MeetingCommandName } from './meeting.table.ts';
import { meetingView } from './meeting.view.ts';
import { opinionsDecider, opinionsStream } from './opinion.decider.ts';
import { opinionsOn } from './opinion.view.ts';

const Id = (): ParameterDecorator => Param('id', idParam('meeting.unknown'));
const ItemId = (): ParameterDecorator => Param('itemId', idParam('meeting.item-unknown'));
const Sender = (command: MeetingCommandName): ParameterDecorator => Context({ command, ifMatch: meetingTable[command].ifMatch });
const Input = (schema: z.ZodType): ParameterDecorator => Body(body(schema));
/** One path per command; whether it needs `If-Match` is read from the table of commands. */
const Route = (path: string, command: MeetingCommandName, schema: z.ZodType, summary: string): MethodDecorator =>
  applyDecorators(Post(path), Needs(meetingTable[command].operation), CommandBody(schema, { summary, ifMatch: meetingTable[command].ifMatch }));

const conditionParam: PipeTransform<unknown, number> = {
  transform(value) {
    if (!/^[1-9]\d{0,2}$/.test(String(value))) throw new RefusedError('not-found', 'meeting.condition-unknown', { condition: 0 });
    return Number(value);
  },
};

/** Review and decision meetings (两会): their commands, and one of them as the log has it now. */
@ApiTags('meetings')
@Controller('meetings')
export class MeetingController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  @Get(':id')
  @Needs('meeting.read')
  @QueryAnswer(meetingSchema, { summary: 'One meeting: its agenda, what one has declared and may do; scores and votes of what is concluded' })
  async one(@Id() id: string, @CurrentActor() actor: Actor): Promise<object> {
    const { state, revision } = await this.enter(id, actor);
    const deals = [...new Set(Object.values(state.items).map(({ added }) => added.data.dealId))];
    const known = await Promise.all(deals.map((dealId) => knows(this.runner, actor, dealId)));
    return tagged(await meetingView(this.vault, id, state, revision, actor, new Set(deals.filter((_, index) => !known[index]))), revision);
  }

  @Get(':id/items/:itemId/dossier')
  @Needs('meeting.read')
  @QueryAnswer(dossierSchema, { summary: 'The dossier of an item, for a member who has declared and opened it' })
  async dossier(@Id() id: string, @ItemId() itemId: string, @CurrentActor() actor: Actor): Promise<object> {
    const { state } = await this.enter(id, actor);
    const item = state.items[itemId];
    if (!item) throw new RefusedError('not-found', 'meeting.item-unknown', { itemId });
    if (!item.opened.includes(actor.account) || under(item.declared, actor.account)?.data.interest) throw new RefusedError('forbidden', 'meeting.dossier-not-opened');
    const { dealId, dossierId, title, unit } = item.added.data;
    if (!(await knows(this.runner, actor, dealId))) throw new RefusedError('not-found', 'meeting.item-unknown', { itemId });
    const { state: deal } = await readDeal(this.runner, dealId);
    if (deal.dossier?.id !== dossierId) throw new RefusedError('rule', 'deal.dossier-replaced');
    const { state: said } = await this.runner.stateOf(opinionsStream(dealId), opinionsDecider);
    const opinions = await opinionsOn(this.vault, said, dossierId);
    return { dealId, title, unit, kind: deal.kind, amount: deal.amount, submittedOn: deal.dossier.on, dossierId, dossier: deal.dossier.data.dossier, opinions };
  }

  @Route('', 'ScheduleMeeting', commands.ScheduleMeeting.input, 'call a meeting')
  schedule(@Input(commands.ScheduleMeeting.input) input: commands.InputOf<'ScheduleMeeting'>, @Sender('ScheduleMeeting') context: CommandContext): Promise<Answer> {
    return this.send(new commands.ScheduleMeeting(uuid('meeting', context.key.id), input, context));
  }

  @Route(':id/cancellation', 'CancelMeeting', commands.CancelMeeting.input, 'call a meeting off')
  cancel(@Id() id: string, @Input(commands.CancelMeeting.input) input: commands.InputOf<'CancelMeeting'>, @Sender('CancelMeeting') context: CommandContext): Promise<Answer> {
    return this.send(new commands.CancelMeeting(id, input, context));
  }

  @Route(':id/items', 'AddAgendaItem', commands.AddAgendaItem.input, 'put a deal on the agenda')
  add(@Id() id: string, @Input(commands.AddAgendaItem.input) input: commands.InputOf<'AddAgendaItem'>, @Sender('AddAgendaItem') context: CommandContext): Promise<Answer> {
    return this.send(new commands.AddAgendaItem(id, input, context));
  }

  @Route(':id/attendance', 'RecordAttendance', commands.RecordAttendance.input, 'record who was there')
  attend(@Id() id: string, @Input(commands.RecordAttendance.input) input: commands.InputOf<'RecordAttendance'>, @Sender('RecordAttendance') context: CommandContext): Promise<Answer> {
    return this.send(new commands.RecordAttendance(id, input, context));
  }

  @Route(':id/items/:itemId/interest', 'DeclareInterest', commands.DeclareInterest.input, 'declare one’s interest, or that there is none')
  declare(@Id() id: string, @ItemId() itemId: string, @Input(commands.DeclareInterest.input) input: commands.InputOf<'DeclareInterest'>, @Sender('DeclareInterest') context: CommandContext): Promise<Answer> {
    return this.send(new commands.DeclareInterest(id, itemId, input, context));
  }

  @Route(':id/items/:itemId/dossier', 'OpenDossier', commands.OpenDossier.input, 'open the dossier')
  open(@Id() id: string, @ItemId() itemId: string, @Input(commands.OpenDossier.input) input: commands.InputOf<'OpenDossier'>, @Sender('OpenDossier') context: CommandContext): Promise<Answer> {
    return this.send(new commands.OpenDossier(id, itemId, input, context));
  }

  @Route(':id/items/:itemId/score', 'GiveScore', commands.GiveScore.input, 'score by the criteria of the scheme, in secret')
  score(@Id() id: string, @ItemId() itemId: string, @Input(commands.GiveScore.input) input: commands.InputOf<'GiveScore'>, @Sender('GiveScore') context: CommandContext): Promise<Answer> {
    return this.send(new commands.GiveScore(id, itemId, input, context));
  }

  @Route(':id/items/:itemId/vote', 'CastVote', commands.CastVote.input, 'vote, in secret')
  vote(@Id() id: string, @ItemId() itemId: string, @Input(commands.CastVote.input) input: commands.InputOf<'CastVote'>, @Sender('CastVote') context: CommandContext): Promise<Answer> {
    return this.send(new commands.CastVote(id, itemId, input, context));
  }

  @Route(':id/items/:itemId/conclusion', 'ConcludeItem', commands.ConcludeItem.input, 'record what the review concluded')
  conclude(@Id() id: string, @ItemId() itemId: string, @Input(commands.ConcludeItem.input) input: commands.InputOf<'ConcludeItem'>, @Sender('ConcludeItem') context: CommandContext): Promise<Answer> {
    return this.send(new commands.ConcludeItem(id, itemId, input, context));
  }

  @Route(':id/items/:itemId/decision', 'DecideItem', commands.DecideItem.input, 'record what the meeting decided')
  decide(@Id() id: string, @ItemId() itemId: string, @Input(commands.DecideItem.input) input: commands.InputOf<'DecideItem'>, @Sender('DecideItem') context: CommandContext): Promise<Answer> {
    return this.send(new commands.DecideItem(id, itemId, input, context));
  }

  @Route(':id/items/:itemId/conditions/:condition/fulfilment', 'ReportCondition', commands.ReportCondition.input, 'report a condition as met, with evidence')
  report(@Id() id: string, @ItemId() itemId: string, @Param('condition', conditionParam) condition: number, @Input(commands.ReportCondition.input) input: commands.InputOf<'ReportCondition'>, @Sender('ReportCondition') context: CommandContext): Promise<Answer> {
    return this.send(new commands.ReportCondition(id, itemId, condition, input, context));
  }

  @Route(':id/items/:itemId/conditions/:condition/verification', 'JudgeCondition', commands.JudgeCondition.input, 'verify or refuse a reported condition')
  judge(@Id() id: string, @ItemId() itemId: string, @Param('condition', conditionParam) condition: number, @Input(commands.JudgeCondition.input) input: commands.InputOf<'JudgeCondition'>, @Sender('JudgeCondition') context: CommandContext): Promise<Answer> {
    return this.send(new commands.JudgeCondition(id, itemId, condition, input, context));
  }

  private async send<C extends object>(command: C): Promise<Answer> {
    return answer(await this.bus.execute<C, Outcome>(command));
  }

  /** A meeting that is none of one's own is as unknown as one that is not there. */
  private async enter(id: string, actor: Actor): Promise<{ state: Meeting; revision: number }> {
    const meeting = await readMeeting(this.runner, id);
    if (!mayAccess(actor, 'meeting.read', { accounts: meeting.state.scheduled.data.members })) throw new RefusedError('not-found', 'meeting.unknown', { id });
    return meeting;
  }
}
