import type { Bench, Figure, Measured } from './figure.ts';
import { anEvent, aStream, type Expected, type Subject, SUBJECTS } from './correct.subjects.ts';

/*
 * What a store promises, asked of each store by its own functions on one PostgreSQL; every figure counts broken
 * promises, ours in `value`, the peers' in `also`. A question that a store has no function for is left out there.
 *
 * correct.revision   of four appends that expect a wrong revision, how many were accepted
 * correct.retry      an append whose answer was lost is sent again, same event, same expectation: how many events too
 *                    many are stored, and how many callers were told an error although their event is there
 * correct.order      transactions that begin and commit in another order: how many events a reader of everything,
 *                    which goes on from its last place one event at a time, never sees or sees twice
 */
const ROUNDS = 10;

export const figures: readonly Figure[] = [
  { name: 'correct.revision', measure: (bench) => ask(bench, 'accepted', wrongRevisions) },
  { name: 'correct.retry', measure: (bench) => ask(bench, 'wrong', retries) },
  { name: 'correct.order', measure: (bench) => ask(bench, 'events', skipped) },
];

type Question = (subject: Subject) => Promise<Readonly<Record<string, number>> | undefined>;

async function ask(bench: Bench, unit: string, question: Question): Promise<Measured> {
  const answers: Record<string, number> = {};
  for (const { name, open } of SUBJECTS) {
    const subject = await open(await bench.database(name));
    const found = await question(subject).finally(() => subject.close());
    for (const [what, count] of Object.entries(found ?? {})) answers[`${name} ${what}`] = count;
  }
  const value = Object.entries(answers).reduce((sum, [name, count]) => (name.startsWith('ours ') ? sum + count : sum), 0);
  return { value, unit, also: answers, ratios: {}, rounds: ROUNDS };
}

const accepted = (append: Promise<unknown>): Promise<number> => append.then(() => 1, () => 0);

async function wrongRevisions(subject: Subject): Promise<Readonly<Record<string, number>>> {
  const stream = aStream();
  await subject.append(stream, 'new', anEvent());
  await subject.append(stream, 1, anEvent());
  const wrong: readonly Expected[] = ['new', 1, 3, 7];
  let count = 0;
  for (const expected of wrong) count += await accepted(subject.append(stream, expected, anEvent()));
  return { accepted: count };
}

async function retries(subject: Subject): Promise<Readonly<Record<string, number>>> {
  let [tooMany, toldWrong] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const [stream, event] = [aStream(), anEvent()];
    await subject.append(stream, 'new', event);
    toldWrong += 1 - (await accepted(subject.append(stream, 'new', event)));
    tooMany += (await subject.count(stream)) - 1;
  }
  return { 'stored twice': tooMany, 'told an error': toldWrong };
}

async function skipped(subject: Subject): Promise<Readonly<Record<string, number>> | undefined> {
  const { next, around } = subject;
  if (!next || !around) return undefined;
  const seen: string[] = [];
  let place: unknown;
  const read = async (): Promise<void> => {
    for (let ids: readonly string[] = ['']; ids.length > 0;) {
      ({ ids, place } = await next(place));
      seen.push(...ids);
    }
  };
  const written: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [first, second] = [anEvent(), anEvent()];
    let other: Promise<unknown> | undefined;
    await around(aStream(), first, async () => {
      // Where a store lets writers wait for each other, the second is through only after the first.
      other = subject.append(aStream(), 'new', second);
      await Promise.race([other, new Promise((resolve) => setTimeout(resolve, 300))]);
      await read();
    });
    await other;
    await read();
    written.push(first.id, second.id);
  }
  return { 'never seen': written.filter((id) => !seen.includes(id)).length, 'seen twice': seen.length - new Set(seen).size };
}
