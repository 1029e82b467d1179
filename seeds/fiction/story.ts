import { addDays, type Day, daysBetween } from '#measures';
import type { Actor, Via } from '#event-store';
import { dayOf } from '#event-store';
import type { StoryCommand } from '../commands.ts';
import { dealPlots } from './deal-plots.ts';
import { type Dice, diceOf } from './dice.ts';
import { leadPlots, type Plot, type Tail } from './lead-plots.ts';
import { type Entry, openScene, RULE_SLOT, type Scene } from './scene.ts';
import type { Cast } from './thread.ts';
import type { Firm } from './words.ts';

/** A dated step: recorded at an instant, happened on a day, done by somebody. `key` is what its command key derives from. */
export type Step = { readonly at: string; readonly occurredOn: Day; readonly actor: Actor; readonly via: Via; readonly key: string; readonly command: StoryCommand };

/** The steps of a fiction in the order of their recording. `startsAt` lies before the first, `endsAt` after the last. */
export type Story = { readonly seed: string; readonly from: Day; readonly today: Day; readonly startsAt: string; readonly endsAt: string; readonly steps: readonly Step[] };

const MONTHS = 18;
const ATTEMPTS = 60;
/** Minutes after midnight in Asia/Shanghai at which a day's slots begin. */
const slotMinutes = [9 * 60, 14 * 60 + 10] as const;
const RULE_MINUTE = 10;

/** An instant of a day in Asia/Shanghai, ISO 8601 in UTC. */
const instant = (day: Day, minute: number): string => new Date(Date.parse(`${day}T00:00:00+08:00`) + minute * 60_000).toISOString();

/** The first day of a story told on a day: 18 months before. */
export function firstDay(today: Day): Day {
  const [year = 0, month = 0, day = 0] = today.split('-').map(Number);
  const months = year * 12 + month - 1 - MONTHS;
  const last = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-${String(Math.min(day, last)).padStart(2, '0')}`;
}

/**
 * Tells the story of a seed: 18 months that end the day before `now`, the same for the same seed and day. Pure; whoever
 * plays it sends the commands in this order.
 */
export function tellStory({ seed, now }: { readonly seed: string; readonly now: string }): Story {
  const today = dayOf(now);
  const from = firstDay(today);
  const length = daysBetween(from, today);
  const cast: { firms: Firm[] } = { firms: [] };
  const plots = Object.entries({ ...prefixed('deal', dealPlots), ...prefixed('lead', leadPlots) });
  const steps = plots.flatMap(([name, [plot, times, pace]]) => Array.from({ length: times }, (_, index) => stage({ key: `${name}/${index + 1}`, plot, pace, seed, from, length, cast })).flat());
  // Keys break ties, so that the order is the same everywhere.
  const ordered = steps.sort((left, right) => compare(left.at, right.at) || compare(left.key, right.key));
  return { seed, from, today, startsAt: instant(from, 8 * 60), endsAt: instant(addDays(today, -1), 18 * 60), steps: ordered };
}

type Staging = { readonly key: string; readonly plot: Plot; readonly pace?: number; readonly seed: string; readonly from: Day; readonly length: number; readonly cast: Cast };

/** Writes a scene and places it in the calendar; one that turned out too long is written anew. */
function stage({ key, plot, pace, seed, from, length, cast }: Staging): readonly Step[] {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const dice = diceOf(`${seed}/${key}/${attempt}`);
    const scene = openScene(`${seed}/${key}`, dice, pace);
    const tail = plot(scene, cast);
    const start = placed(scene, tail, length, dice);
    if (start === undefined) continue;
    remember(scene, cast);
    return scene.entries.map((entry) => dated(entry, addDays(from, start), seed));
  }
  throw new RangeError(`${key} does not fit into ${length} days`);
}

function placed({ entries }: Scene, [least, most]: Tail, length: number, dice: Dice): number | undefined {
  const free = length - 1 - (entries.at(-1)?.day ?? 0);
  return free < least ? undefined : free - dice.int(least, Math.min(most, free));
}

/** Firms that were filed may have a second project; duplicates are not remembered twice. */
function remember({ entries }: Scene, { firms }: Cast): void {
  for (const entry of entries) {
    const command = entry.command(() => '2000-01-01');
    if (command.name !== 'RegisterLead') continue;
    const { name, creditCode } = command.input.investor;
    if (!firms.some((firm) => firm.name === name)) firms.push({ name, ...(creditCode !== undefined && { creditCode }) });
  }
}

function dated({ day, slot, happened, actor, via, key, command }: Entry, start: Day, seed: string): Step {
  const on = addDays(start, day);
  const minute = slot === RULE_SLOT ? RULE_MINUTE : (slotMinutes[slot] ?? 0) + diceOf(`${seed}/${on}/${slot}`).int(0, 170);
  return { at: instant(on, minute), occurredOn: addDays(start, happened), actor, via, key, command: command((sceneDay) => addDays(start, sceneDay)) };
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const prefixed = <T>(prefix: string, plots: Readonly<Record<string, T>>): Record<string, T> => Object.fromEntries(Object.entries(plots).map(([name, plot]) => [`${prefix}/${name}`, plot]));
