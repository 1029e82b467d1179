import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { mayAccess } from '#access';
import { knows } from '#confidentiality';
import { correctedDeal } from '#deals';
import { type Actor, COMMAND_RUNNER, type CommandRunner, corrected, EVENT_CATALOGUE, type EventCatalogue, type Outcome, type RecordedEvent, RefusedError } from '#event-store';
import { CorrectEntry } from './correction.commands.ts';
import { correctEntry, type CorrectionFacts } from './correction.rules.ts';

/** The streams of one case, whose days depend on each other. */
const CASE = /^(lead|deal|delivery)-(.+)$/;

/** Whether one may correct an entry: what one entered oneself or on whose behalf it was, what one's team entered, or anything, by the policy. */
export function mayCorrect(actor: Actor, { actor: { account, unit, onBehalfOf } }: Pick<RecordedEvent, 'actor'>): boolean {
  return mayAccess(actor, 'entry.correct', { unit, accounts: [account, ...(onBehalfOf === undefined ? [] : [onBehalfOf])] });
}

/** An entry one may correct; whatever else is there or not is 404 alike. */
export function requireEntry(actor: Actor, stream: string, revision: number, entries: readonly RecordedEvent[]): RecordedEvent {
  const entry = entries.find((each) => each.revision === revision);
  if (!entry || !mayCorrect(actor, entry)) throw new RefusedError('not-found', 'correction.entry-unknown', { stream, revision });
  return entry;
}

/** The case an entry is about, where its stream or its data name one. */
const caseIn = (stream: string, data: unknown): string | undefined => {
  const { leadId, dealId } = data as { leadId?: string; dealId?: string };
  return /^(?:lead|deal|delivery|contacts|comments|opinions|promises|clawback|confidential)-(.+)$/.exec(stream)?.[1] ?? dealId ?? leadId;
};

/** Refuses, as if it were not there, an entry of a confidential case to whoever may not know of it. */
export async function requireKnown(runner: CommandRunner, actor: Actor, stream: string, data: unknown): Promise<void> {
  const id = caseIn(stream, data);
  if (id !== undefined && !(await knows(runner, actor, id))) throw new RefusedError('not-found', 'correction.entry-unknown', { stream });
}

@CommandHandler(CorrectEntry)
export class CorrectEntryHandler implements ICommandHandler<CorrectEntry, Outcome> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(EVENT_CATALOGUE) private readonly catalogue: EventCatalogue,
  ) {}

  async execute({ stream, revision, input, context }: CorrectEntry): Promise<Outcome> {
    if (context.occurredOn !== context.today) throw new RefusedError('rule', 'correction.made-today', { today: context.today });
    const authorise = async (entries: readonly RecordedEvent[]): Promise<void> => {
      const { data } = requireEntry(context.actor, stream, revision, entries);
      await requireKnown(this.runner, context.actor, stream, data);
    };
    // Whoever may not correct it does not learn either at which revision its stream is.
    await authorise(await this.runner.eventsOf(stream, 0));
    const facts = async (entries: readonly RecordedEvent[]): Promise<CorrectionFacts> => {
      await authorise(entries);
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
