import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { type EventStore, memoryEventStore, type RecordedEvent } from '#event-store';
import { v5 as uuid } from 'uuid';
import { type Random, randomOf } from '../../../test/judge/random.ts';
import { PromiseWorld } from './promises.fixtures.ts';

const KEYS = '77c0b3f2-5d0a-5e4f-9b11-0c9a8b7d6e5f';
const YEARS = [2026, 2027] as const;
const DIED = 'the process died here';
type Data = Record<string, never> & { [key: string]: unknown };

// The judge: plain folds over the log that share no code with the deciders.

/** After every event of a year's budget: what is taken of each line and of all, beside what there is. */
function overdrafts(log: readonly RecordedEvent[]): readonly string[] {
  const faults: string[] = [];
  const budgets = new Map<string, { limit: number; lines: Map<string, number>; taken: Map<string, { line: string; fen: number }> }>();
  for (const { stream, type, data: raw, revision } of log.filter((event) => event.stream.startsWith('budget-'))) {
    const data = raw as Data;
    const budget = budgets.get(stream) ?? { limit: 0, lines: new Map<string, number>(), taken: new Map<string, { line: string; fen: number }>() };
    budgets.set(stream, budget);
    if (type === 'AuthorityLimitSet') budget.limit = Number(data['limitFen']);
    if (type === 'BudgetLineSet') budget.lines.set(String(data['line']), Number(data['budgetFen']));
    if (type === 'FundsReserved') budget.taken.set(String(data['costing']), { line: String(data['line']), fen: Number(data['fen']) });
    if (type === 'FundsReleased') budget.taken.delete(String(data['costing']));
    const taken = [...budget.taken.values()];
    if (taken.reduce((sum, { fen }) => sum + fen, 0) > budget.limit) faults.push(`${stream}@${revision} is over its limit`);
    for (const [line, most] of budget.lines) if (taken.filter((each) => each.line === line).reduce((sum, { fen }) => sum + fen, 0) > most) faults.push(`${stream}@${revision} is over ${line}`);
  }
  return faults;
}

type Sums = Record<string, number>;
const add = (sums: Sums, key: string, fen: number): void => void (sums[key] = (sums[key] ?? 0) + fen);
const funds = (data: Data, name: string): readonly { costing: string; authority: string; years: number[] }[] => (data[name] as never) ?? [];

/** What the promises' own events say is reserved and confirmed of each year. */
function byPromises(log: readonly RecordedEvent[]): Sums {
  const asked = new Map<string, { stream: string; fen: number }>();
  const holds = new Map<string, 'reserved' | 'confirmed'>();
  for (const { id, stream, type, data: raw } of log.filter((event) => event.stream.startsWith('commitment-'))) {
    const data = raw as Data;
    const costed = type === 'CommitmentCosted' ? data : type === 'CommitmentAmended' ? (data['costing'] as Data | undefined) : undefined;
    for (const { year, fen } of (costed?.['years'] ?? []) as { year: number; fen: number }[]) asked.set(`${id}/${year}`, { stream: `budget-${String(costed!['authority'])}-${year}`, fen });
    for (const { costing, years } of funds(data, 'releases')) for (const year of years) holds.delete(`${costing}/${year}`);
    if (type === 'CommitmentReserved') holds.set(`${String(data['costing'])}/${String(data['year'])}`, 'reserved');
    for (const { costing, years } of funds(data, 'confirms')) for (const year of years) holds.set(`${costing}/${year}`, 'confirmed');
    expect(stream).toMatch(/^commitment-/);
  }
  const sums: Sums = {};
  for (const [key, is] of holds) add(sums, `${asked.get(key)!.stream} ${is}`, asked.get(key)!.fen);
  return sums;
}

/** What the budgets' own events say of the same. */
function byBudgets(log: readonly RecordedEvent[]): Sums {
  const holds = new Map<string, { is: string; fen: number; stream: string }>();
  for (const { stream, type, data: raw } of log.filter((event) => event.stream.startsWith('budget-'))) {
    const { costing, fen } = raw as Data;
    const key = `${stream}/${String(costing)}`;
    if (type === 'FundsReserved') holds.set(key, { is: 'reserved', fen: Number(fen), stream });
    if (type === 'FundsConfirmed') holds.set(key, { is: 'confirmed', fen: Number(fen), stream });
    if (type === 'FundsReleased') holds.delete(key);
  }
  const sums: Sums = {};
  for (const { is, fen, stream } of holds.values()) add(sums, `${stream} ${is}`, fen);
  return sums;
}

/** A promise of the zone that came into force was reserved in every year, cleared and approved before. */
function lawless(log: readonly RecordedEvent[]): readonly string[] {
  return log.flatMap(({ stream, type }, at) => {
    if (type !== 'CommitmentEnforced') return [];
    const before = log.slice(0, at).filter((event) => event.stream === stream);
    const costed = before.findLast((event) => event.type === 'CommitmentCosted');
    const years = ((costed?.data as Data | undefined)?.['years'] ?? []) as unknown[];
    const reserved = before.filter((event) => event.type === 'CommitmentReserved' && (event.data as Data)['costing'] === costed?.id);
    const lawful = costed && reserved.length === years.length && ['CommitmentCleared', 'CommitmentApproved'].every((needed) => before.some((event) => event.type === needed));
    return lawful ? [] : [stream];
  });
}

/** The usual way of a deal's own promise, one step each time it is asked. */
function* way(world: PromiseWorld, random: Random, dealId: string, promise: string): Generator<() => Promise<unknown>> {
  const years = [[2026, 50 + random.upTo(300)], [2027, 1 + random.upTo(300)]] as const;
  yield () => world.proposed(promise, dealId, years[0][1] + years[1][1]);
  yield () => world.costed(promise, years);
  yield () => world.cleared(promise);
  yield () => world.submitted(dealId);
  yield () => world.concluded(dealId);
  yield () => world.follow();
  yield () => world.decided(dealId);
  yield () => world.follow();
  yield () => world.signed(dealId);
  for (;;) yield () => world.follow();
}

/** Sends one random command. */
async function move(world: PromiseWorld, random: Random, deals: readonly string[], promises: readonly string[]): Promise<void> {
  const [dealId, promise] = [random.pick(deals), random.pick(promises)];
  const amount = (): number => 1 + random.upTo(400);
  const years = random.chance(0.5) ? [[2026, amount()] as const] : [[2026, amount()] as const, [2027, amount()] as const];
  const fen = years.reduce((sum, [, each]) => sum + each, 0);
  const moves: readonly (() => Promise<unknown>)[] = [
    () => world.proposed(promise, dealId, fen), () => world.costed(promise, years), () => world.costed(promise, years), () => world.cleared(promise), () => world.cleared(promise),
    () => Promise.all([world.costed(random.pick(promises), years), world.costed(promise, years)]),
    () => world.submitted(dealId), () => world.concluded(dealId), () => world.concluded(dealId), () => world.decided(dealId), () => world.decided(dealId), () => world.signed(dealId), () => world.signed(dealId),
    () => world.on(promise, random.chance(0.5) ? { type: 'WithdrawCommitment', input: { reason: '改' } } : { type: 'WaiveCommitment', input: { reason: '免', approvalReference: '一号' } }, random.chance(0.5) ? 'leader' : 'nm.member'),
    () => (random.chance(0.3) ? world.decided(dealId, random.pick(['reject', 'return'])) : world.follow()),
    () => (random.chance(0.2) ? world.deal(dealId, random.chance(0.5) ? { type: 'LoseDeal', input: { code: 'cost' } } : { type: 'TerminateAgreement', input: { code: 'breach' } }, 'nm.lead') : world.follow()),
  ];
  await random.pick(moves)();
}

describe('random histories of promises over two years’ budgets, with crashes in between', () => {
  it('never take more than a line or a limit bears, and in the end budgets and promises say the same', async () => {
    const seen = { enforced: 0, declined: 0, crashed: 0, confirmed: 0 };
    for (let seed = 1; seed <= 120; seed++) {
      const random = randomOf(seed);
      const plain = memoryEventStore();
      let risky = false;
      // A writer that dies now and then, before or after its append.
      const store = Object.assign(Object.create(plain) as EventStore, {
        async append(...args: Parameters<EventStore['append']>) {
          const [before, after] = [risky && random.chance(0.02), risky && random.chance(0.02)];
          if (before) throw new Error(DIED);
          const appended = await plain.append(...args);
          if (after) throw new Error(DIED);
          return appended;
        },
      });
      const world = new PromiseWorld(store);
      const deals = [1, 2, 3].map((n) => uuid(`deal ${n}`, KEYS));
      const promises = [1, 2, 3, 4, 5].map((n) => uuid(`promise ${n}`, KEYS));
      for (const year of YEARS) await world.budget('gwh', year, 900, 'a1', 1_000);
      for (const dealId of deals) await world.negotiated(dealId);
      risky = true;
      const ways = deals.map((dealId, index) => way(world, random, dealId, promises[index]!));
      for (let step = 0; step < 70; step++) {
        const onward = random.chance(0.6) ? random.pick(ways).next().value as () => Promise<unknown> : () => move(world, random, deals, promises);
        await onward().catch((error: Error) => {
          expect(error.message).toBe(DIED);
          seen.crashed += 1;
          world.restart();
        });
      }
      risky = false;
      world.restart();
      await world.follow(true);
      const log = await world.log();
      expect({ seed, faults: overdrafts(log), lawless: lawless(log) }).toEqual({ seed, faults: [], lawless: [] });
      expect({ seed, sums: byPromises(log) }).toEqual({ seed, sums: byBudgets(log) });
      seen.enforced += log.filter(({ type }) => type === 'CommitmentEnforced').length;
      seen.declined += log.filter(({ type }) => type === 'ReservationDeclined').length;
      seen.confirmed += Object.keys(byBudgets(log)).filter((key) => key.endsWith('confirmed')).length;
    }
    // Without these the judge would have watched nothing.
    expect(seen.enforced).toBeGreaterThan(20);
    expect(seen.declined).toBeGreaterThan(0);
    expect(seen.crashed).toBeGreaterThan(50);
    expect(seen.confirmed).toBeGreaterThan(20);
  });
});
