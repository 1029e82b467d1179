import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { correctedDeal } from '#deals';
import { COMMAND_RUNNER, type CommandRunner, corrected, EVENT_CATALOGUE, type EventCatalogue, type Outcome, type RecordedEvent, RefusedError } from '#event-store';
import { requireEntry, requireKnown } from './correction.access.ts';
import { CorrectEntry } from './correction.commands.ts';
import { correctEntry, type CorrectionFacts } from './correction.rules.ts';

/** The streams of one case, whose days depend on each other. */
const CASE = /^(lead|deal|delivery)-(.+)$/;

@CommandHandler(CorrectEntry)
export class CorrectEntryHandler implements ICommandHandler<CorrectEntry, Outcome> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(EVENT_CATALOGUE) private readonly catalogue: EventCatalogue,
  ) {}

  async execute({ stream, revision, input, context }: CorrectEntry): Promise<Outcome> {
    if (context.occurredOn !== context.today) throw new RefusedError('rule', 'correction.made-today', { today: context.today });
    const facts = async (entries: readonly RecordedEvent[]): Promise<CorrectionFacts> => {
      const { data } = requireEntry(context.actor, stream, revision, entries);
      await requireKnown(this.runner, context.actor, stream, data);
      return { today: context.today, actor: context.actor.account, entries: await this.caseOf(stream, entries), sound: soundness };
    };
    return this.runner.correct({ stream, decide: correctEntry(this.catalogue), command: { revision, input }, facts, context });
  }

  private async caseOf(stream: string, entries: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> {
    const id = CASE.exec(stream)?.[2];
    if (id === undefined) return entries;
    const others = await Promise.all(['lead', 'deal', 'delivery'].map((kind) => `${kind}-${id}`).filter((each) => each !== stream).map((each) => this.runner.eventsOf(each, 0)));
    return [...entries, ...others.flatMap((each) => corrected(each))].sort((a, b) => a.position - b.position);
  }
}

const soundness: CorrectionFacts['sound'] = (stream, entries) => (stream.startsWith('deal-') ? correctedDeal(entries) : undefined);
