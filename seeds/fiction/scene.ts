import type { AttractionKind } from '#deals';
import type { Actor, Via } from '#event-store';
import { cny, type Day, type Money } from '#measures';
import type { StoryCommand } from '../commands.ts';
import type { Dice } from './dice.ts';
import type { Subject } from './subjects.ts';
import { type Firm, lateReasons } from './words.ts';

/** Days of a scene count from the recording of its first step; a story places them in the calendar. */
type SceneDay = number;

/** Answers the date of a scene's day. */
export type Dates = (day: SceneDay) => Day;

/** A step as a scene has it: recorded on a day in one of its slots, happened on a day, and a command once the dates are known. */
export type Entry = {
  readonly day: SceneDay;
  readonly slot: number;
  readonly happened: SceneDay;
  readonly actor: Actor;
  readonly via: Via;
  readonly key: string;
  readonly command: (dates: Dates) => StoryCommand;
};

/** What one or two cases go through; grows step by step, never back in time. */
export type Scene = { readonly key: string; readonly dice: Dice; readonly pace: number; readonly entries: Entry[]; day: SceneDay; slot: number };

/** A lead and its deal while a scene is written: what the next step must respect. */
export type Thread = {
  readonly id: string;
  readonly firm: Firm;
  readonly subject: Subject;
  readonly kind: AttractionKind;
  readonly title: string;
  readonly person: string;
  readonly phone: string;
  readonly foreign: boolean;
  registrant: Actor;
  unit: string;
  /** In 分 of CNY. */
  amount: number;
  /** Yearly output promised in the dossier, in 分. */
  output: number;
  /** No later step that moves the case may have happened before this day. */
  floor: SceneDay;
  granted: SceneDay;
  /** The last protected day. */
  until: SceneDay;
  renewed: boolean;
  documents: number;
  texts: Map<string, { readonly documentId: string; readonly sha256: string }>;
};

/** The slots of a working day, few so that many steps share an instant and are recorded together; the one before them is the rule's, just after midnight. */
export const SLOTS = 2;
export const RULE_SLOT = -1;

/** A scene that starts. */
export const openScene = (key: string, dice: Dice, pace = 1): Scene => ({ key, dice, pace, entries: [], day: 0, slot: 0 });

/** Lets days pass, at the scene's pace. */
export function wait(scene: Scene, min: number, max: number): void {
  const days = Math.round(scene.dice.int(min, max) * scene.pace);
  if (days === 0) return;
  scene.day += days;
  scene.slot = scene.dice.int(0, SLOTS - 1);
}

/** How many days late an entry is: mostly none, sometimes days or weeks, seldom more than a month. */
export function lag(dice: Dice): number {
  const [min, max] = dice.weighted<readonly [number, number]>([[[0, 0], 68], [[1, 4], 19], [[5, 20], 9], [[31, 45], 4]]);
  return dice.int(min, max);
}

type Options = { readonly late?: number; readonly floor?: SceneDay; readonly via?: Via };
const NEEDS_REASON = 30;

/** Adds a step at the scene's moment; it happened `late` days earlier, but not before `floor`. */
export function act(scene: Scene, actor: Actor, command: Entry['command'], { late = 0, floor = -Infinity, via = 'demonstration' }: Options = {}): Entry {
  if (scene.slot >= SLOTS) {
    scene.day += 1;
    scene.slot = 0;
  }
  const happened = Math.max(Math.min(floor, scene.day), scene.day - late);
  const days = scene.day - happened;
  const explained = days > NEEDS_REASON || (days > 5 && scene.dice.chance(0.5));
  const reason = scene.dice.pick(lateReasons);
  const entry: Entry = {
    day: scene.day, slot: scene.slot, happened, actor, via, key: `${scene.key}/${scene.entries.length}`,
    command: (dates) => (explained ? withReason(command(dates), reason) : command(dates)),
  };
  scene.entries.push(entry);
  scene.slot += 1;
  return entry;
}

/** Adds a step that moves a thread: what follows cannot have happened before it. */
export function move(scene: Scene, thread: Thread, actor: Actor, command: Entry['command'], late = 0): Entry {
  const entry = act(scene, actor, command, { late, floor: thread.floor });
  thread.floor = entry.happened;
  return entry;
}

function withReason(command: StoryCommand, lateReason: string): StoryCommand {
  return { ...command, input: { ...command.input, lateReason } } as StoryCommand;
}

const RATE_MILLIONTHS = 7_100_000;

/** An amount as the thread's investor names it: in CNY, or in USD at the demonstration's fixed rate. */
export function moneyOf({ foreign }: Pick<Thread, 'foreign'>, fen: number, on: Day): Money {
  return foreign ? { amount: Math.round((fen * 1_000_000) / RATE_MILLIONTHS), currency: 'USD', rate: { millionths: RATE_MILLIONTHS, on } } : cny(fen);
}
