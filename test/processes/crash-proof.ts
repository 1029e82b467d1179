import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v5 as uuid } from 'uuid';
import type { Actor, CommandContext } from '#event-store';
import { Crashed, CrashingWorld, type Saved, type WorldOptions } from './crashing-world.ts';

/** One command of a story: made with its context, so that its repeat is the same; a `quiet` one only leads up to the story and is not cut off. */
export type Act = { readonly by: Actor; readonly on: string; readonly command: (context: CommandContext) => object; readonly quiet?: true };

/** The same acts, leading up to a story. */
export const quietly = (acts: readonly Act[]): readonly Act[] => acts.map((act) => ({ ...act, quiet: true }));

/** A manager under test: `reactions` are all of its table, as `EventType → step`; each must come up in one of the stories. */
export type CrashProof = WorldOptions & { readonly name: string; readonly stories: Readonly<Record<string, readonly Act[]>>; readonly reactions: readonly string[] };

const KEYS = '7f0c1d52-3b1e-5e0a-9d7a-0a4e8f6b2c10';

/**
 * The specs of a process manager: cut off between any two steps, be it of the inline call after a command or of the
 * manager itself, and started again, the log is what it would have been; and a repeat does nothing.
 */
export function crashProof({ name, stories, reactions, ...options }: CrashProof): void {
  describe(`${name}, cut off between any two steps`, () => {
    let world: CrashingWorld;
    beforeAll(async () => {
      world = await CrashingWorld.open(options);
    });
    afterAll(() => world?.close());

    const seen = new Set<string>();
    it.each(Object.entries(stories))('%s: ends in the log of an undisturbed run', async (_title, acts) => {
      for (const one of causesIn(await disturbed(world, acts))) seen.add(one);
    });

    it('has every reaction of its table in these stories', () => {
      expect([...seen].sort()).toEqual([...reactions].sort());
    });

    it.each(Object.entries(stories))('%s: reacts to its whole log again and adds nothing', async (_title, acts) => {
      await repeated(world, acts);
    });
  });
}

/** Plays a story with every cut; throws where the log ends otherwise than undisturbed. Answers the world of an undisturbed run. */
export async function disturbed(world: CrashingWorld, acts: readonly Act[]): Promise<Saved> {
  let before: Saved = { log: [], cursor: 0 };
  for (const [index, act] of acts.entries()) before = await (act.quiet ? pass : disturb)(world, before, { command: act.command(contextOf(act, index)), today: act.on });
  return before;
}

async function pass(world: CrashingWorld, before: Saved, { command, today }: Sent): Promise<Saved> {
  await world.restore(before);
  world.start();
  await world.send(command, today);
  await world.catchUp();
  return world.save();
}

/** Plays a story, and lets the manager react to all of it once more; throws when that adds anything. */
export async function repeated(world: CrashingWorld, acts: readonly Act[]): Promise<void> {
  await world.restore({ log: [], cursor: 0 });
  for (const [index, act] of acts.entries()) {
    world.start();
    await world.send(act.command(contextOf(act, index)), act.on);
    await world.catchUp();
  }
  const streams = await world.streams();
  await world.restore({ ...(await world.save()), cursor: 0 });
  world.start();
  await world.catchUp();
  expect(await world.streams()).toEqual(streams);
}

type Sent = { readonly command: object; readonly today: string };

/** Sends a command undisturbed; then once for each step at which it may be cut off. Answers the undisturbed world. */
async function disturb(world: CrashingWorld, before: Saved, sent: Sent): Promise<Saved> {
  await world.restore(before);
  world.start();
  await world.send(sent.command, sent.today);
  const inline = world.lived.length;
  const firstAppend = world.lived.findIndex((step) => step.endsWith(': after')) + 1;
  await world.catchUp();
  const whole = world.lived.length;
  const [after, streams] = [await world.save(), await world.streams()];
  await world.restore(before);
  const untouched = await world.streams();

  for (let fatal = 1; fatal <= whole; fatal++) {
    // The client comes back with the same key, and whoever was cut off is made up for.
    const retried = await cutOff(world, before, sent, [fatal], true);
    expect({ at: retried.at, streams: retried.streams }).toEqual({ at: retried.at, streams });
    // The client stays away: what it began is finished, or was never begun.
    if (fatal > inline) continue;
    const left = await cutOff(world, before, sent, [fatal], false);
    expect({ at: left.at, streams: left.streams }).toEqual({ at: left.at, streams: fatal < firstAppend ? untouched : streams });
  }
  // The command was appended and nothing more; the manager that makes up for it is cut off as well, wherever that may be.
  for (let fatal = 1; ; fatal++) {
    const twice = await cutOff(world, before, sent, [firstAppend, fatal], false);
    expect({ at: twice.at, streams: twice.streams }).toEqual({ at: twice.at, streams });
    if (twice.at.length < 2) return after;
  }
}

/** Lives through crashes at these steps, one a life, and then lives on. */
async function cutOff(world: CrashingWorld, before: Saved, { command, today }: Sent, fatal: readonly number[], clientReturns: boolean): Promise<{ readonly at: readonly string[]; readonly streams: unknown }> {
  const at: string[] = [];
  await world.restore(before);
  for (const [life, step] of [...fatal, Number.POSITIVE_INFINITY].entries()) {
    world.start(step);
    try {
      if (life === 0 || clientReturns) await world.send(command, today);
      await world.catchUp();
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
      at.push(world.lived.at(-1)!);
    }
    await world.settle();
  }
  return { at, streams: await world.streams() };
}

/** Which event caused which step, as the log tells it. */
function causesIn({ log }: Saved): readonly string[] {
  const types = new Map(log.map(({ id, type }) => [id, type]));
  return log.filter(({ via }) => via === 'rule').map(({ causationId, commandKey }) => `${types.get(causationId)} → ${commandKey.digest}`);
}

/** The id of the key of a story's n-th command; what a command makes is named by it. */
export const keyOf = ({ account }: Actor, index: number): string => uuid(`${account}/${index}`, KEYS);

function contextOf({ by, on }: Act, index: number): CommandContext {
  const id = keyOf(by, index);
  return { actor: by, key: { id, digest: 'd' }, correlationId: id, causationId: id, via: 'api', occurredOn: on, today: on };
}
