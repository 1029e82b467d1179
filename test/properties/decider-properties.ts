import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { canonicalJson, type CommandContext, CommandRunner, type Decided, type Decider, eventCatalogue, eventIdOf, type EventTypes, type Happened, isRefusal, memoryEventStore, type Refusal, RefusedError } from '#event-store';
import { memoryVault } from '#vault';
import { v5 as uuid } from 'uuid';
import { happened } from '../../libs/event-store/src/testing.ts';
import { arbitraryOf, type JsonSchema } from './arbitrary.ts';
import { type Act, actsOf, logOf, type Moment, play, type Realm, readBack, type Step } from './histories.ts';
import { story } from './story.ts';

/** `undefined` when the event is beside the point of the rule. */
type Verdict = boolean | undefined;

/** A rule of the domain, told from the events alone: whether an event is lawful after this past, sent in this moment. */
export type Rule<E extends Decided, C, K> = (event: Happened<E>, past: readonly Happened<E>[], moment: Moment<C, K>) => Verdict;

/** A decider that lost a rule: where it would refuse with this code it is asked again about a lie, or answers these events. */
export type Control<S, C, F, E extends Decided> = { readonly without: string; readonly breaks: string } & (
  | { readonly lie: (asked: Asked<S, C, F>) => Partial<Asked<S, C, F>> }
  | { readonly instead: (asked: Asked<S, C, F>) => readonly E[] }
);
type Asked<S, C, F> = { readonly command: C; readonly state: S; readonly facts: F };

/** What a property spec says about a decider. */
export type Properties<S, C, F, E extends Decided, K> = Realm<S, C, F, E, K> & {
  readonly name: string;
  readonly types: EventTypes;
  /** By their sentence; each must meet at least one event in the histories. */
  readonly rules: Readonly<Record<string, Rule<E, C, K>>>;
  readonly controls: readonly Control<S, C, F, E>[];
  /** The table behind `allowed`: what it offers in a state, and the codes by which the decider says that a command does not fit. */
  readonly table?: { readonly offers: (state: S, moment: Moment<C, K>) => readonly string[]; readonly misfits: readonly string[]; /** Commands that the table does not know. */ readonly beside?: readonly string[] };
};

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 100);
const SEED = process.env['PROPERTY_SEED'] === 'random' ? Date.now() % 2 ** 31 : Number(process.env['PROPERTY_SEED'] ?? 20261124);
const PATH = process.env['PROPERTY_PATH'];

/** A rule about events of some types only. */
export function on<E extends Decided, T extends E['type'], C, K>(
  types: readonly T[],
  holds: (event: Happened<Extract<E, { type: T }>>, past: readonly Happened<E>[], moment: Moment<C, K>) => Verdict,
): Rule<E, C, K> {
  return (event, past, moment) => ((types as readonly string[]).includes(event.type) ? holds(event as never, past, moment) : undefined);
}

/** The specs of a decider: what must hold of it whatever is commanded, in whatever order, on whatever days. */
export function deciderProperties<S, C extends { readonly type: string }, F, E extends Decided, K>(properties: Properties<S, C, F, E, K>): void {
  const { name, decider, facts, rules, controls, table } = properties;
  describe(`${name}, whatever is commanded`, () => {
    const check = checkerOf(properties);
    it.each(Object.keys(rules))('%s', (sentence) => {
      let met = 0;
      check(sentence, (steps) => {
        met += eventsUnder(rules[sentence]!, steps);
        return firstBreach(rules[sentence]!, steps);
      });
      if (PATH === undefined) expect({ sentence, met: met > 0 }).toEqual({ sentence, met: true });
    });

    it('answers events or a refusal, the same each time, and never writes into its state', () => {
      check('is a function of command, state and facts', (steps) => steps.findIndex((step) => {
        const again = decider.decide(step.moment.command, step.before, facts(step.moment));
        return !same(again, step.answer) || (isRefusal(step.answer) && step.after !== step.before);
      }));
    });

    it('decides on the replayed log, read back through its schemas, as it decided live', () => {
      check('replays to the state it had live', (steps) => {
        let replayed = decider.initial;
        return steps.findIndex(({ moment, before, answer, events }) => {
          const differs = !same(replayed, before) || !same(decider.decide(moment.command, replayed, facts(moment)), answer);
          for (const event of readBack(events)) {
            properties.types[event.type]!.data.parse(event.data);
            replayed = decider.evolve(replayed, event);
          }
          return differs;
        });
      });
    });

    it('folds any event in any state without a throw', () => {
      const strangers = fc.array(strangersOf<E>(properties.types), { maxLength: 12 });
      fc.assert(fc.property(actsOf(properties), strangers, (acts, events) => {
        const reached = play(properties, acts).at(-1)!.after;
        events.reduce((state, event, index) => decider.evolve(state, happened<E>(event, index)), reached);
      }), { numRuns: RUNS, seed: SEED });
    });

    if (table) it('offers in its table exactly what it does not refuse as misfit', () => {
      check('agrees with its table', (steps) => steps.findIndex(({ moment, before, answer }) => {
        if (table.beside?.includes(moment.command.type)) return false;
        const misfit = isRefusal(answer) && table.misfits.includes(answer.refused);
        return table.offers(before, moment).includes(moment.command.type) === misfit;
      }));
    });

    it('leaves in the log what it decided, nothing of a refusal, and nothing of a repeat', async () => {
      await fc.assert(fc.asyncProperty(actsOf(properties), (acts) => playInTheLog(properties, acts)), { numRuns: Math.ceil(RUNS / 10), seed: SEED, endOnFailure: false });
    });

    if (controls.length > 0) it.each(controls.map((control) => [control.without, control.breaks, control] as const))('without the refusal %s: breaks "%s"', (_code, sentence, control) => {
      const careless = { ...properties, decider: withoutRule(decider, control) };
      const found = fc.check(fc.property(actsOf(careless), (acts) => firstBreach(rules[sentence]!, play(careless, acts)) === -1), { numRuns: 20 * RUNS, seed: SEED, endOnFailure: true });
      expect(found.failed).toBe(true);
    });
  });
}

type Breach<S, C, K, E extends Decided> = (steps: readonly Step<S, C, K, E>[]) => number;

/** Checks that `breach` names a step in none of the histories, which are played once for all checks. */
function checkerOf<S, C, F, E extends Decided, K>(properties: Properties<S, C, F, E, K>): (sentence: string, breach: Breach<S, C, K, E>) => void {
  let played: readonly (readonly Step<S, C, K, E>[])[] | undefined;
  return (sentence, breach) => {
    try {
      played ??= fc.sample(actsOf(properties), { numRuns: RUNS, seed: SEED }).map((acts) => play(properties, acts));
      if (PATH === undefined && played.every((steps) => breach(steps) === -1)) return;
    } catch {
      // Whatever it is, the search below finds it again and tells its shortest story.
    }
    search(properties, sentence, breach);
    if (PATH === undefined) throw new Error(`${properties.name} breaks "${sentence}", in a history that was not found again: seed ${SEED}`);
  };
}

/** Looks for a history in which `breach` names a step; fails with the shortest one found, told as a story. */
function search<S, C, F, E extends Decided, K>(properties: Properties<S, C, F, E, K>, sentence: string, breach: Breach<S, C, K, E>): void {
  const holds = (acts: readonly Act<C, K>[]): void => {
    if (breach(play(properties, acts)) !== -1) throw new Error('the rule is broken');
  };
  const found = fc.check(fc.property(actsOf(properties), holds), { numRuns: RUNS, seed: SEED, ...(PATH === undefined ? {} : { path: PATH }) });
  if (!found.failed) return;
  const error = found.errorInstance as Error | undefined;
  throw new Error([
    `${properties.name} breaks "${sentence}": ${error?.message ?? ''}`,
    told(properties, found.counterexample?.[0] ?? []),
    `again: PROPERTY_SEED=${found.seed} PROPERTY_PATH=${found.counterexamplePath} npm run jest -- <this spec> -t '${sentence}'`,
  ].join('\n'), { cause: error });
}

function told<S, C, F, E extends Decided, K>(realm: Realm<S, C, F, E, K>, acts: readonly Act<C, K>[]): string {
  try {
    return story(play(realm, acts));
  } catch (error) {
    return `${acts.length > 1 ? `${told(realm, acts.slice(0, -1))}\n` : ''}   then ${JSON.stringify(acts.at(-1))} throws ${String(error)}`;
  }
}

/** The first step with an event that the rule calls unlawful; -1 when there is none. */
function firstBreach<S, C, K, E extends Decided>(rule: Rule<E, C, K>, steps: readonly Step<S, C, K, E>[]): number {
  return judged(rule, steps).findIndex((verdicts) => verdicts.includes(false));
}

function eventsUnder<S, C, K, E extends Decided>(rule: Rule<E, C, K>, steps: readonly Step<S, C, K, E>[]): number {
  return judged(rule, steps).flat().filter((verdict) => verdict !== undefined).length;
}

function judged<S, C, K, E extends Decided>(rule: Rule<E, C, K>, steps: readonly Step<S, C, K, E>[]): readonly Verdict[][] {
  const log = logOf(steps);
  let at = 0;
  return steps.map(({ events, moment }) => events.map((event) => rule(event, log.slice(0, at++), moment)));
}

function withoutRule<S, C, F, E extends Decided>(decider: Decider<S, C, F, E>, control: Control<S, C, F, E>): Decider<S, C, F, E> {
  return {
    ...decider,
    decide(command, state, facts): readonly E[] | Refusal {
      const answer = decider.decide(command, state, facts);
      if (!isRefusal(answer) || answer.refused !== control.without) return answer;
      if ('instead' in control) return control.instead({ command, state, facts });
      const asked = { command, state, facts, ...control.lie({ command, state, facts }) };
      return decider.decide(asked.command, asked.state, asked.facts);
    },
  };
}

/** Events of any type with any data that its schema lets through, as they would stand in the log. */
function strangersOf<E extends Decided>(types: EventTypes): fc.Arbitrary<E> {
  return fc.oneof(...Object.entries(types).map(([type, { data }]) =>
    arbitraryOf(z.toJSONSchema(data, { io: 'input' }) as JsonSchema).map((value) => ({ type, data: value, occurredOn: '2026-06-01' }) as unknown as E)));
}

async function playInTheLog<S, C, F, E extends Decided, K>(properties: Properties<S, C, F, E, K>, acts: readonly Act<C, K>[]): Promise<void> {
  const { decider, facts } = properties;
  const store = memoryEventStore();
  const runner = new CommandRunner(store, eventCatalogue(properties.types), memoryVault());
  const stream = 'spec-1';
  const steps = play(properties, acts);
  for (const [index, { moment, answer, events }] of steps.entries()) {
    const decision = { stream, decider, command: moment.command, facts: () => facts(moment), context: contextOf(moment, index) };
    const before = (await store.head()).position;
    const answered = await runner.handle(decision).catch((error: unknown) => error);
    if (isRefusal(answer)) expect(answered).toMatchObject({ code: answer.refused });
    else if (events.length > 0) expect(await runner.handle(decision)).toEqual({ ...(answered as object), repeated: true });
    else expect(answered).toBeInstanceOf(RefusedError);
    expect((await store.head()).position - before).toBe(events.length);
  }
  const log = await store.readStream(stream);
  expect(log.map(({ type, occurredOn, actor }) => ({ type, occurredOn, actor }))).toEqual(logOf(steps).map(({ type, occurredOn, actor }) => ({ type, occurredOn, actor })));
  expect(log.map(({ id }) => id)).toEqual(steps.flatMap(({ moment, events }, index) => events.map((_, nth) => eventIdOf(contextOf(moment, index).key, stream, nth))));
}

const KEYS = '5d9a3c0e-7a0b-5c61-8f0e-2b9d7c4e1a10';

function contextOf<C, K>({ by, on, today }: Moment<C, K>, index: number): CommandContext {
  const id = uuid(String(index), KEYS);
  return { actor: by, key: { id, digest: 'd' }, correlationId: id, causationId: id, via: 'api', occurredOn: on, today };
}

/** Equal as JSON: a member that is undefined is a member that is not there. */
const same = (one: unknown, other: unknown): boolean => canonicalJson({ value: one }) === canonicalJson({ value: other });
