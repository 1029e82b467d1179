import { dossier, filing } from '../journeys/script.ts';
import { eventually } from '../support/embedded-program.ts';
import { join } from 'node:path';
import type { Caller } from './callers.ts';
import type { Installation } from './installation.ts';
import { Journal } from './journal.ts';

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const TEAMS = ['nm', 'he', 'yy', 'xx'] as const;

const PAUSE_MS = 100;

/** Everybody who takes part in a walk. */
export const PEOPLE: readonly string[] = ['office', ...TEAMS.flatMap((team) => [`${team}.member`, `${team}.lead`])];

/** The journal of an installation, whose people have signed in. */
export async function openJournal({ directory, as }: Installation, people: readonly string[] = PEOPLE): Promise<Journal> {
  for (const account of people) await as(account).at(0).cookie();
  return Journal.open(join(directory, 'journal.ndjson'));
}

/** A load under way: eight cases at a time, until `stop`, which resolves when every request has its answer. */
export type Load = { stop(): Promise<void> };

/** Begins a load of a name that no other has, since it names the firms of its cases; a walker that fails (no answer in two minutes) makes `stop` fail. */
export function startLoad(journal: Journal, as: (account: string) => Caller, walkers = 8, name = 'w'): Load {
  const over = new AbortController();
  const walks = Array.from({ length: walkers }, (_, walker) => walk(`${name}${walker}`, randomOf(walker + 1), journal, as, over.signal));
  const all = Promise.all(walks);
  all.catch(() => undefined);
  return {
    async stop() {
      over.abort();
      await all;
    },
  };
}

/** Waits until so many more requests have had their answer: the house works. */
export async function answers(journal: Journal, more: number, milliseconds = 60_000): Promise<void> {
  const before = journal.answered;
  await eventually(async () => {
    if (journal.answered < before + more) throw new Error(`${journal.answered - before} of ${more} answers in ${milliseconds} ms`);
  }, milliseconds);
}

/** Takes cases through the pipeline one after another until the signal aborts; each ends where chance says. */
async function walk(walker: string, random: () => number, journal: Journal, as: (account: string) => Caller, stop: AbortSignal): Promise<void> {
  for (let number = 0; !stop.aborted; number++) await takeThrough(`${walker}-${number}`, random, journal, as, stop);
}

async function takeThrough(name: string, random: () => number, journal: Journal, as: (account: string) => Caller, stop: AbortSignal): Promise<void> {
  const pick = (): string => TEAMS[Math.floor(random() * TEAMS.length)] ?? 'nm';
  const [team, other] = [pick(), pick()];
  const [member, lead, office] = [as(`${team}.member`), as(`${team}.lead`), as('office')];
  // Some firms are filed again and again, so that claims are contended for while processes die.
  const contended = random() < 0.2;
  const investor = contended ? `示例热门企业${Math.floor(random() * 3)}` : `示例企业${name}`;
  const registered = await journal.send(member, '/leads', filing({ investor, title: `示例项目${name}` }), { permitted: true });
  const id = String(registered.body['id']);
  const [leadPath, dealPath] = [`/leads/${id}`, `/deals/${id}`];
  // Nobody else touches this case: what its walker was not refused so far, no rule forbids.
  const at = async (client: Caller, read: string, path: string, body: unknown, permitted = true): Promise<boolean> =>
    (await journal.send(client, path, body, { ifMatch: (await journal.read(client, read)).etag, permitted })).status === 201;
  const add = async (client: Caller, path: string, body: unknown, permitted = true): Promise<boolean> => (await journal.send(client, path, body, { permitted })).status === 201;

  const rejected = random() < 0.1;
  const steps: readonly (() => Promise<boolean>)[] = [
    () => add(member, `${leadPath}/comments`, { text: '先电话联系' }),
    () => at(office, leadPath, `${leadPath}/triage`, rejected ? { outcome: 'reject', code: 'unverifiable', text: '无法核实' } : { outcome: 'accept' }),
    () => add(office, `${leadPath}/protection`, {}, !contended && !rejected),
    () => add(member, `${leadPath}/follow-ups`, { kind: 'call', twoWay: true, participants: 2, summary: '对方有意来访' }),
    () => add(lead, `${leadPath}/follow-ups`, { kind: 'visit', twoWay: true, participants: 3, summary: '上门走访' }),
    () => at(member, leadPath, `${leadPath}/negotiation`, { needs: { landCentiMu: 5_000 } }),
    () => add(member, `${dealPath}/rounds`, { topics: [{ code: 'policy', text: '奖补' }] }),
    () => at(lead, dealPath, `${dealPath}/transfer`, { to: other, creditKept: 50 }, team !== other),
    // Refused, since the office is no party to it: a refusal must leave nothing either.
    () => at(as('office'), dealPath, `${dealPath}/transfer/accept`, {}, false).then(() => true),
    () => at(as(`${other}.lead`), dealPath, `${dealPath}/transfer/accept`, {}),
    () => add(as(`${other}.member`), `${dealPath}/rounds`, { topics: [{ code: 'timetable' }], agreed: '下月签约' }),
    () => at(as(`${other}.lead`), dealPath, `${dealPath}/dossier`, dossier),
    () => add(as(`${other}.member`), `${dealPath}/comments`, { text: '材料已齐' }),
    () => at(office, dealPath, `${dealPath}/hold`, { code: 'land-pending', reason: '等指标', reviewOn: '2030-01-01' }),
    () => at(office, dealPath, `${dealPath}/loss`, { code: 'land', reason: '供地不及' }),
  ];
  for (const step of steps) {
    // Nobody types without a pause; and what the machine has left goes into coming back.
    await new Promise((resolve) => setTimeout(resolve, random() * PAUSE_MS));
    if (stop.aborted || random() < 0.04 || !(await step())) return;
  }
}
