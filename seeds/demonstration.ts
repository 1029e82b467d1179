import type { CommandBus } from '@nestjs/cqrs';
import { CloseDemonstration, DEMONSTRATION_STREAM, type DemonstrationEvent, demonstrationOf, OpenDemonstration } from '#demonstration';
import { type Actor, type EventStore, type Outcome, type RecordedEvent, RefusedError } from '#event-store';
import type { LeadReactions } from '#leads';
import { commandOf } from './commands.ts';
import { seedContext, seedKey } from './context.ts';
import { demonstrationMembers, rule } from './fiction/people.ts';
import { type Step, type Story, tellStory } from './fiction/story.ts';
import { type Seeded, seedPlan } from './plan.ts';

/** What a demonstration needs of the application: its command bus, its log, and what follows from a deal for its lead. */
export type Stage = { readonly bus: Pick<CommandBus, 'execute'>; readonly store: EventStore; readonly reactions: Pick<LeadReactions, 'react'> };

/** The clock of the application, which follows the story: reactions tell the time by it. */
export type StoryClock = { set(instant: string): void };

export type DemonstrationOptions = {
  /** The instant that ends the story the day before; the machine's by default. */
  readonly now?: string;
  readonly seed?: string;
  readonly onProgress?: (played: number, of: number) => void;
};

/** What became of a demonstration. `refused` is empty unless seeds and rules have drifted apart. */
export type Played = { readonly plan: Seeded; readonly steps: number; readonly repeated: number; readonly refused: readonly { readonly key: string; readonly command: string; readonly code: string }[] };

const NOTICE = {
  zh: '演示数据：企业、人员、电话与项目均为虚构，由固定种子生成；规划文本中的单位、产业链和项目库除外。',
  en: 'Demonstration: firms, people, phones and projects are fictional, generated from a fixed seed; units, chains and the library are the plan’s.',
};
const SEED = 'liuhen-1';

/**
 * Opens a demonstration on an empty log, enters the plan, plays the story under its simulated clock, and closes it:
 * from then on the machine's clock stamps. One that was interrupted goes on where it stopped, with the seed and day it
 * began with; one that was played to its end is left alone. Refused on a log that holds anything else.
 */
export async function playDemonstration(stage: Stage, clock: StoryClock, options: DemonstrationOptions = {}): Promise<Played> {
  const { now = new Date().toISOString(), seed = SEED, onProgress } = options;
  const state = await demonstrationOf(stage.store);
  const story = tellStory(state === 'none' ? { seed, now } : await begun(stage.store));
  if (state === 'closed') return { plan: { done: 0, repeated: 0, refused: [] }, steps: story.steps.length, repeated: story.steps.length, refused: [] };
  const forward = forwardOnly(clock, (await stage.store.head()).recordedAt ?? story.startsAt);
  forward(story.startsAt);
  await open(stage, story);
  const plan = await seedPlan(stage.bus, { now: story.startsAt, simulated: true, members: demonstrationMembers(story.from) });
  const played = await play(stage, forward, story, onProgress);
  forward(story.endsAt);
  await stage.bus.execute(new CloseDemonstration(context(rule, `${story.seed}/close`, story.today, story.endsAt)) as never);
  return { plan, ...played };
}

/** The seed and day of the demonstration that stands in the log. */
async function begun(store: EventStore): Promise<{ seed: string; now: string }> {
  const [event] = (await store.readStream(DEMONSTRATION_STREAM)) as readonly RecordedEvent<DemonstrationEvent['type'], DemonstrationEvent['data']>[];
  if (!event || !('seed' in event.data)) throw new Error('the log does not begin with the opening of a demonstration');
  const { seed, today } = event.data;
  return { seed, now: `${today}T00:00:00+08:00` };
}

async function open({ bus }: Stage, { seed, from, today, startsAt }: Story): Promise<void> {
  const input = { seed, startsAt, today, notice: NOTICE };
  await bus.execute(new OpenDemonstration(input, context(rule, `${seed}/open`, from, startsAt, input)) as never);
}

/**
 * Steps of one instant are played side by side: no scene has two of them, and the log's order among them is nobody's
 * claim. What an interrupted story had done is passed over, but for its last instant, whose reactions may be missing.
 */
async function play(stage: Stage, forward: (instant: string) => void, { steps }: Story, onProgress?: (played: number, of: number) => void): Promise<Omit<Played, 'plan'>> {
  const tally = { steps: 0, repeated: 0, refused: [] as { key: string; command: string; code: string }[] };
  const done = await keysIn(stage.store);
  const groups = byInstant(steps);
  const reached = groups.findLastIndex((group) => group.some(({ key }) => done.has(seedKey(key))));
  for (const [index, together] of groups.entries()) {
    if (index < reached && together.every(({ key }) => done.has(seedKey(key)))) {
      tally.steps += together.length;
      tally.repeated += together.length;
      continue;
    }
    forward(together[0]!.at);
    await Promise.all(together.map(async (step) => {
      const outcome = await playStep(stage, step);
      tally.steps += 1;
      if ('refused' in outcome) tally.refused.push({ key: step.key, command: step.command.name, code: outcome.refused });
      else if (outcome.repeated) tally.repeated += 1;
    }));
    onProgress?.(tally.steps, steps.length);
  }
  return tally;
}

async function playStep(stage: Stage, { at, occurredOn, actor, via, key, command }: Step): Promise<Outcome | { readonly refused: string }> {
  const sent = commandOf(command, seedContext({ actor, key, occurredOn, now: at, via, simulated: true }, command));
  try {
    const outcome = await stage.bus.execute<object, Outcome>(sent as never);
    if (outcome.stream.startsWith('deal-')) await reactToDeal(stage, outcome);
    return outcome;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { refused: error.code };
  }
}

/** Reactions to leads are made by their handlers; those to deals wait for a process manager, which nothing runs while a story is played. */
async function reactToDeal({ store, reactions }: Stage, { stream, revision }: Outcome): Promise<void> {
  const [event] = await store.readStream(stream, { from: revision });
  if (event) await reactions.react(event);
}

/** The keys of all commands that the log holds. */
async function keysIn(store: EventStore): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (let after = 0; ; ) {
    const events = await store.readAll({ after, limit: 1000 });
    for (const { commandKey } of events) keys.add(commandKey.id);
    const last = events.at(-1);
    if (!last) return keys;
    after = last.position;
  }
}

function byInstant(steps: readonly Step[]): readonly (readonly Step[])[] {
  const groups = new Map<string, Step[]>();
  for (const step of steps) groups.set(step.at, [...(groups.get(step.at) ?? []), step]);
  return [...groups.values()];
}

/** Sets the clock, but never back behind what the log holds already: an interrupted story meets its own past. */
function forwardOnly(clock: StoryClock, from: string): (instant: string) => void {
  let reached = Date.parse(from);
  return (instant) => {
    reached = Math.max(reached, Date.parse(instant));
    clock.set(new Date(reached).toISOString());
  };
}

function context(actor: Actor, key: string, occurredOn: string, now: string, content: object = {}): ReturnType<typeof seedContext> {
  return seedContext({ actor, key, occurredOn, now, via: 'demonstration', simulated: true }, content);
}
