import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { CLOCK, type Clock, COMMAND_RUNNER, type CommandContext, type CommandRunner, dayOf, type Outcome, reactionTo, type RecordedEvent, RefusedError } from '#event-store';
import { ConcludeReview, LapseDecision, MakeDecision, type DealEvent } from '#deals';
import { RecordAdoption } from './meeting.commands.ts';
import { meetingDecider } from './meeting.decider.ts';
import type { MeetingEvent } from './meeting.events.ts';
import { adopting } from './outcome.rules.ts';

type OutcomeEvent = Extract<MeetingEvent, { type: 'ItemConcluded' | 'ItemDecided' }>;

/** What an event asks of a deal; `step` is part of the command's key, so that it is sent once however often it is sent. */
export type ReviewReaction =
  | { readonly step: 'deal.conclude-review' | 'deal.make-decision'; readonly dealId: string; readonly itemId: string; readonly command: ReturnType<typeof adopting> }
  | { readonly step: 'deal.lapse-decision'; readonly dealId: string };

/** The commands an event causes, a pure table: a meeting's outcome is the deal's, and a changed amount may end a decision. */
export function reviewReactions({ stream, revision, type, data }: Pick<RecordedEvent, 'stream' | 'revision' | 'type' | 'data'>): readonly ReviewReaction[] {
  const event = { type, data } as OutcomeEvent | DealEvent;
  switch (event.type) {
    case 'ItemConcluded':
      return [{ step: 'deal.conclude-review', dealId: event.data.dealId, itemId: event.data.itemId, command: adopting({ kind: 'review', data: event.data }, { stream, revision }) }];
    case 'ItemDecided':
      return [{ step: 'deal.make-decision', dealId: event.data.dealId, itemId: event.data.itemId, command: adopting({ kind: 'decision', data: event.data }, { stream, revision }) }];
    case 'DealRevalued':
      return [{ step: 'deal.lapse-decision', dealId: stream.slice('deal-'.length) }];
    default:
      return [];
  }
}

/** Sends the reactions to what meetings concluded, each under its derived key: at once after a command, and as a process manager. */
@Injectable()
export class ReviewReactions {
  /** The name of its cursor. */
  readonly name = 'reviews';

  constructor(
    private readonly bus: CommandBus,
    @Inject(COMMAND_RUNNER) private readonly runner: Pick<CommandRunner, 'eventsOf' | 'stateOf'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Sends what the last event of an outcome causes, and answers the outcome. */
  async after(outcome: Outcome): Promise<Outcome> {
    const [event] = await this.runner.eventsOf(outcome.stream, outcome.revision);
    if (event) await this.react(event);
    return outcome;
  }

  /** Sends what an event causes; a rule's no settles it, and is told to the meeting. Other errors are the caller's to retry. */
  async react(event: RecordedEvent): Promise<void> {
    for (const reaction of reviewReactions(event)) {
      if (reaction.step === 'deal.lapse-decision') await this.ask(new LapseDecision(reaction.dealId, {}, this.context(event, reaction.step)));
      else await this.adopt(event, reaction);
    }
  }

  private async adopt(event: RecordedEvent, { step, dealId, itemId, command: { type, input, meeting } }: Exclude<ReviewReaction, { step: 'deal.lapse-decision' }>): Promise<void> {
    const id = event.stream.slice('meeting-'.length);
    // What the deal said once is not asked again: by now it might answer otherwise.
    const { state } = await this.runner.stateOf(event.stream, meetingDecider);
    if (state?.items[itemId]?.adoption) return;
    const context = this.context(event, step);
    const said = await this.ask(type === 'ConcludeReview' ? new ConcludeReview(dealId, input, context, meeting) : new MakeDecision(dealId, input, context, meeting));
    const [answer, told] = typeof said === 'string' ? ([{ code: said }, 'meeting.not-adopted'] as const) : ([{ revision: said.revision }, 'meeting.adopted'] as const);
    await this.ask(new RecordAdoption(id, itemId, answer, this.context(event, told)));
  }

  /** The outcome of a command, or the code of a rule's no. */
  private async ask(command: object): Promise<Outcome | string> {
    try {
      return await this.bus.execute<object, Outcome>(command);
    } catch (error) {
      if (error instanceof RefusedError && error.kind === 'rule') return error.code;
      throw error;
    }
  }

  private context(event: RecordedEvent, step: string): CommandContext {
    return reactionTo(event, step, dayOf(this.clock.now()), this.clock.stamp());
  }
}
