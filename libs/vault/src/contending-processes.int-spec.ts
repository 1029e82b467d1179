import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { Order } from '../test/contender.ts';
import { temporaryDirectory } from '../test/temporary.ts';
import { keyDirectory, subjectFiles } from './key-directory.ts';
import { openVault } from './open-vault.ts';
import type { Sealed } from './sealed.ts';

type Answer = { do: string; eventId?: string; subject: string; sealed?: { note: Sealed }; refused?: string };
type Contender = { child: ChildProcess; answers: Answer[]; order: (orders: Order[]) => void; until: (count: number) => Promise<void> };

const TIMEOUT = 120_000;
const contending = fileURLToPath(new URL('../test/contender.ts', import.meta.url));
const typescript = fileURLToPath(new URL('../../../test/support/typescript.mjs', import.meta.url));

/** A real process with a vault of its own; its first answer says that it is ready. */
const contender = async (): Promise<Contender> => {
  const child = spawn(process.execPath, ['--conditions=source', '--no-warnings', '--import', typescript, contending], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers: Answer[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => answers.push(JSON.parse(line) as Answer));
  const until = async (count: number): Promise<void> => {
    while (answers.length < count) await once(lines, 'line');
  };
  await until(1);
  return { child, answers, until, order: (orders) => child.stdin.write(`${JSON.stringify(orders)}\n`) };
};

const end = async ({ child }: Contender, how: 'politely' | 'SIGKILL'): Promise<void> => {
  const gone = once(child, 'close');
  if (how === 'SIGKILL') child.kill(how);
  else child.stdin!.end();
  await gone;
};

const subjects = (count: number): string[] => Array.from({ length: count }, () => `person-${randomUUID()}`);
const seal = (subject: string): Order => ({ do: 'seal', eventId: randomUUID(), subject });
const sealedBy = (contenders: Contender[]): Answer[] => contenders.flatMap(({ answers }) => answers).filter(({ sealed }) => sealed);

describe('processes that share a keys directory', () => {
  it('agree on one master key and on one key per subject, though all begin at the same moment', async () => {
    const keysDir = await temporaryDirectory();
    const shared = subjects(25);
    const contenders = await Promise.all(Array.from({ length: 3 }, contender));
    for (const each of contenders) each.order([{ do: 'open', keysDir }, ...shared.map(seal)]);
    await Promise.all(contenders.map((each) => each.until(2 + shared.length)));
    await Promise.all(contenders.map((each) => end(each, 'politely')));
    const vault = await openVault({ keysDir });
    const sealed = sealedBy(contenders);
    expect(sealed).toHaveLength(75);
    for (const answer of sealed) expect(await vault.openData(answer.eventId!, answer.sealed!)).toEqual({ note: { text: answer.eventId } });
  }, TIMEOUT);

  it('never bring back a subject that one erases while others seal for it', async () => {
    const keysDir = await temporaryDirectory();
    const shared = subjects(40);
    const [eraser, ...sealers] = await Promise.all(Array.from({ length: 3 }, contender));
    // The eraser comes from the far end with a start of five, so that they meet in the middle.
    eraser!.order([{ do: 'open', keysDir }, ...shared.toReversed().map((subject): Order => ({ do: 'erase', subject }))]);
    await eraser!.until(2 + 5);
    for (const each of sealers) each.order([{ do: 'open', keysDir }, ...shared.flatMap((subject) => [seal(subject), seal(subject)])]);
    await Promise.all([eraser!.until(2 + shared.length), ...sealers.map((each) => each.until(2 + 2 * shared.length))]);
    await Promise.all([eraser!, ...sealers].map((each) => end(each, 'politely')));
    const refusals = sealers.flatMap(({ answers }) => answers).flatMap(({ refused }) => refused ?? []);
    expect(new Set(refusals)).toEqual(new Set(['vault.subject-destroyed']));
    expect(shared.filter((subject) => existsSync(subjectFiles(keyDirectory(keysDir), subject).key))).toEqual([]);
    const vault = await openVault({ keysDir });
    expect(sealedBy(sealers).length).toBeGreaterThan(0);
    for (const { eventId, sealed } of sealedBy(sealers)) expect(await vault.openData(eventId!, sealed!)).toEqual({ note: { erased: true } });
  }, TIMEOUT);
});

describe('a process killed with SIGKILL', () => {
  it('while it seals loses no text that it had sealed', async () => {
    const keysDir = await temporaryDirectory();
    const victim = await contender();
    victim.order([{ do: 'open', keysDir }, ...subjects(2000).map(seal)]);
    await victim.until(60);
    await end(victim, 'SIGKILL');
    const sealed = sealedBy([victim]);
    expect(sealed.length).toBeLessThan(2000);
    const vault = await openVault({ keysDir });
    for (const answer of sealed) expect(await vault.openData(answer.eventId!, answer.sealed!)).toEqual({ note: { text: answer.eventId } });
  }, TIMEOUT);

  it('while it erases leaves each subject whole or erased, and what it had erased is erased', async () => {
    const keysDir = await temporaryDirectory();
    const vault = await openVault({ keysDir });
    const victims = subjects(200);
    const texts = await Promise.all(victims.map(async (subject) => {
      const eventId = randomUUID();
      return { eventId, sealed: await vault.sealData(eventId, { note: { clear: eventId, subject } }) };
    }));
    let done = 0;
    for (let round = 0; round < 3; round += 1) {
      const victim = await contender();
      victim.order([{ do: 'open', keysDir }, ...victims.slice(done).map((subject): Order => ({ do: 'erase', subject }))]);
      await victim.until(2 + 7 * (round + 1));
      await sleep(2 * round);
      await end(victim, 'SIGKILL');
      const reported = done + victim.answers.length - 2;
      const survivor = await openVault({ keysDir });
      const seen = await Promise.all(texts.map(({ eventId, sealed }) => survivor.openData(eventId, sealed)));
      const erased = seen.filter(({ note }) => 'erased' in note).length;
      // One erasure at most was under way: all before it are done, all after it untouched.
      expect([reported, reported + 1]).toContain(erased);
      expect(seen).toEqual(texts.map(({ eventId }, index) => ({ note: index < erased ? { erased: true } : { text: eventId } })));
      expect(victims.filter((subject) => existsSync(subjectFiles(keyDirectory(keysDir), subject).key))).toEqual(victims.slice(erased));
      done = reported;
    }
    expect(done).toBeGreaterThanOrEqual(7 + 14 + 21);
  }, TIMEOUT);
});
