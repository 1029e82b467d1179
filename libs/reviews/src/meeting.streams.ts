import { Inject, Injectable, Optional } from '@nestjs/common';
import { requireAccess } from '#access';
import { PROMISES, type PromisesReader, readDeal } from '#deals';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome, RefusedError } from '#event-store';
import { VAULT, type Vault } from '#vault';
import type { MeetingCommand } from './meeting.commands.ts';
import { meetingDecider, type MeetingFacts } from './meeting.decider.ts';
import { reviewSettingsOn, schemeOn } from './meeting.settings.ts';
import { conditionIn } from './condition.rules.ts';
import type { Item, Meeting, MeetingState } from './meeting.state.ts';
import { meetingTable } from './meeting.table.ts';
import { givenOn, opinionsDecider, opinionsStream } from './opinion.decider.ts';
import { ReviewReactions } from './review.reactions.ts';

/** The stream of a meeting. */
export const meetingStream = (id: string): string => `meeting-${id}`;

/** A meeting as the log has it now; throws `meeting.unknown`. */
export async function readMeeting(runner: CommandRunner, id: string): Promise<{ state: Meeting; revision: number }> {
  const { state, revision } = await runner.stateOf(meetingStream(id), meetingDecider);
  if (!state) throw new RefusedError('not-found', 'meeting.unknown', { id });
  return { state, revision };
}

/** A meeting's stream as handlers use it: permission, facts, decision, reactions. */
@Injectable()
export class MeetingStreams {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(VAULT) private readonly vault: Pick<Vault, 'openData'>,
    private readonly reactions: ReviewReactions,
    @Optional() @Inject(PROMISES) private readonly promises?: PromisesReader,
  ) {}

  async onMeeting(id: string, command: MeetingCommand, context: CommandContext): Promise<Outcome> {
    const facts = (meeting: MeetingState): Promise<MeetingFacts> => this.gather(id, command, meeting, context);
    return this.reactions.after(await this.runner.handle({ stream: meetingStream(id), decider: meetingDecider, command, facts, context }));
  }

  private async gather(id: string, command: MeetingCommand, meeting: MeetingState, { actor, occurredOn: on, today, key }: CommandContext): Promise<MeetingFacts> {
    if (!meeting && command.type !== 'ScheduleMeeting') throw new RefusedError('not-found', 'meeting.unknown', { id });
    const item = meeting && 'itemId' in command ? meeting.items[command.itemId] : undefined;
    if (meeting && 'itemId' in command && !item) throw new RefusedError('not-found', 'meeting.item-unknown', { itemId: command.itemId });
    // The reaction alone sends it; what it reports was authorised with the conclusion.
    if (command.type !== 'RecordAdoption') requireAccess(actor, meetingTable[command.type].operation, relation(command, meeting, item));
    const day = meeting?.scheduled.data.on ?? (command.type === 'ScheduleMeeting' ? command.input.on : on);
    const concludes = command.type === 'ConcludeItem' || command.type === 'DecideItem';
    const dealId = command.type === 'AddAgendaItem' ? command.input.dealId : concludes ? item?.added.data.dealId : undefined;
    return {
      actor, on, today, newId: key.id, settings: reviewSettingsOn(day), scheme: schemeOn(day),
      deal: dealId === undefined ? null : { id: dealId, ...(await readDeal(this.runner, dealId)), ...(command.type === 'DecideItem' && this.promises && { promises: await this.promises(dealId, on) }) },
      opinions: concludes && item ? await this.opinions(item, on) : null,
      ballots: concludes && item ? await openBallots(this.vault, item) : {},
    };
  }

  private async opinions({ added: { data } }: Item, by: string): Promise<MeetingFacts['opinions']> {
    const stream = opinionsStream(data.dealId);
    const { state, revision } = await this.runner.stateOf(stream, opinionsDecider);
    return { given: givenOn(state, data.dossierId, by), stream, revision };
  }
}

/** Whom a command of a meeting concerns: its members, or the unit that has to meet the condition. */
function relation(command: MeetingCommand, meeting: MeetingState, item: Item | undefined): { readonly unit: string | null; readonly accounts: readonly string[] } {
  const unit = 'condition' in command && item ? (conditionIn(item, command.condition)?.unit ?? null) : null;
  return { unit, accounts: meeting?.scheduled.data.members ?? [] };
}

/** Opens the ballots of an item. Only for its conclusion, and for readers once it is concluded. */
export async function openBallots(vault: Pick<Vault, 'openData'>, { ballots }: Item): Promise<{ readonly [account: string]: string | null }> {
  const opened = Object.entries(ballots).map(async ([account, { id, data }]) => {
    const open = await vault.openData(id, data);
    const text = 'scores' in open ? open.scores : open.vote;
    return [account, 'text' in text ? text.text : null] as const;
  });
  return Object.fromEntries(await Promise.all(opened));
}
