import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { type EventStore, memoryEventStore } from '#event-store';
import { cny } from '#measures';
import { v5 as uuid } from 'uuid';
import { PromiseWorld } from './promises.fixtures.ts';

const KEYS = '1d0f6f3a-7a55-5f7b-8f6e-3d2c1b0a9f88';
const dealId = uuid('deal', KEYS);
const promise = uuid('promise', KEYS);
const two = [[2026, 600], [2027, 300]] as const;
const DIED = 'the process died here';

/** A log whose writer dies at the n-th append from now: before it, or after it and before the answer. */
function mortal(store: EventStore): EventStore & { dieAt(count: number, when: 'before' | 'after'): void } {
  let left = Infinity;
  let moment: 'before' | 'after' = 'before';
  return Object.assign(Object.create(store) as EventStore, {
    dieAt(count: number, when: 'before' | 'after') {
      left = count;
      moment = when;
    },
    async append(...args: Parameters<EventStore['append']>) {
      left -= 1;
      if (left < 0 || (left === 0 && moment === 'before')) throw new Error(DIED);
      const appended = await store.append(...args);
      if (left === 0) throw new Error(DIED);
      return appended;
    },
  });
}

async function town(store: EventStore = memoryEventStore()): Promise<PromiseWorld> {
  const world = new PromiseWorld(store);
  await world.budget('gwh', 2026, 1_000, 'a1', 900);
  await world.budget('gwh', 2027, 1_000, 'a1', 900);
  await world.negotiated(dealId);
  return world;
}

const signed = async (world: PromiseWorld): Promise<void> => {
  await world.reviewed(dealId);
  await world.follow();
  await world.decided(dealId);
  await world.follow();
  await world.signed(dealId);
  await world.follow();
};

describe('the way of a promise through its deal', () => {
  it('reserves in each year, comes into force by the signing, and confirms what was reserved', async () => {
    const world = await town();
    expect(await world.promised(promise, dealId, two)).toEqual(['done', 'done', 'done']);
    expect([await world.held(2026), await world.held(2027)]).toEqual([{ reserved: 600 }, { reserved: 300 }]);
    await signed(world);
    expect(await world.standing(promise)).toBe('pending');
    expect([await world.held(2026), await world.held(2027)]).toEqual([{ confirmed: 600 }, { confirmed: 300 }]);
  });

  it('stops its deal at the decision until it is costed, reserved and cleared; the decision names what it was about', async () => {
    const world = await town();
    await world.proposed(promise, dealId, 900);
    await world.reviewed(dealId);
    expect(await world.decided(dealId)).toBe('deal.promises-not-ready');
    expect(await world.decided(dealId, 'return')).toBe('done');
    await world.costed(promise, two);
    await world.cleared(promise);
    await world.reviewed(dealId);
    await world.follow();
    expect(await world.decided(dealId)).toBe('done');
    const decision = (await world.log()).findLast(({ type }) => type === 'DecisionMade');
    expect(decision?.data).toMatchObject({ promises: { stream: `promises-${dealId}`, revision: 0, commitments: [{ id: promise, revision: 4 }] } });
  });

  it('frees its money when the deal is rejected, lost, or terminated', async () => {
    for (const [end, standing] of [['reject', 'proposed'], ['lost', 'ended'], ['terminated', 'ended']] as const) {
      const world = await town();
      await world.promised(promise, dealId, two);
      if (end === 'terminated') await signed(world);
      else await world.reviewed(dealId);
      if (end === 'reject') await world.decided(dealId, 'reject');
      if (end === 'lost') await world.deal(dealId, { type: 'LoseDeal', input: { code: 'cost' } }, 'nm.lead');
      if (end === 'terminated') await world.deal(dealId, { type: 'TerminateAgreement', input: { code: 'breach', clawback: cny(500) } }, 'nm.lead');
      await world.follow();
      expect({ end, standing: await world.standing(promise), held: [await world.held(2026), await world.held(2027)] }).toEqual({ end, standing, held: [{ released: 600 }, { released: 300 }] });
      expect((await world.log()).filter(({ type }) => type === 'ClawbackClaimed')).toHaveLength(end === 'terminated' ? 1 : 0);
    }
  });

  it('frees its money when the decision lapses', async () => {
    const world = await town();
    await world.promised(promise, dealId, two);
    await world.reviewed(dealId);
    await world.decided(dealId);
    await world.follow();
    expect(await world.standing(promise)).toBe('approved');
    await world.deal(dealId, { type: 'Revalue', input: { amount: cny(200), reason: '扩大规模' } }, 'nm.lead');
    expect(await world.deal(dealId, { type: 'LapseDecision', input: {} }, 'office')).toBe('done');
    await world.follow();
    expect([await world.standing(promise), await world.held(2026)]).toEqual(['proposed', { released: 600 }]);
  });

  it('is approved with the decision that named it, and not when it was added beside it', async () => {
    const world = await town();
    await world.reviewed(dealId);
    await world.decided(dealId);
    expect(await world.promised(promise, dealId, two)).toEqual(['commitment.deal-approved', 'commitment.unknown', 'commitment.unknown']);
  });
});

describe('two promises that want the same money', () => {
  const other = uuid('other', KEYS);

  it('get it in the order of the budget’s own stream, and what is left is told to who asks for more', async () => {
    const world = await town();
    await world.promised(promise, dealId, [[2026, 600]]);
    expect(await world.promised(other, dealId, [[2027, 100], [2026, 301]])).toEqual(['done', 'budget.over-line', 'done']);
    expect(await world.costed(other, [[2027, 101], [2026, 300]])).toBe('done');
    expect([await world.held(2026), await world.held(2027)]).toEqual([{ reserved: 900 }, { reserved: 101 }]);
  });

  it('at the same moment never get more than there is: the slower is declined on the record, and its other years are free', async () => {
    const world = await town();
    for (const id of [promise, other]) await world.proposed(id, dealId, 700);
    expect(await Promise.all([world.costed(promise, [[2026, 600], [2027, 100]]), world.costed(other, [[2027, 100], [2026, 600]])])).toEqual(['done', 'done']);
    const log = await world.log();
    expect(log.filter(({ type }) => type === 'ReservationDeclined')).toEqual([expect.objectContaining({ data: expect.objectContaining({ code: 'budget.over-line', free: 300 }) })]);
    expect(log.filter(({ type }) => type === 'CostingDeclined')).toHaveLength(1);
    expect([(await world.held(2026))['reserved'], (await world.held(2027))['reserved']]).toEqual([600, 100]);
  });
});

describe('a crash at any append', () => {
  const walk = async (world: PromiseWorld): Promise<void> => {
    await world.promised(promise, dealId, two);
    await world.costed(promise, [[2026, 500], [2027, 400]]);
    await signed(world);
    await world.deal(dealId, { type: 'TerminateAgreement', input: { code: 'breach', clawback: cny(500) } }, 'nm.lead');
    await world.follow();
  };
  /** What the log says of everybody, without ids and times. */
  const said = (log: Awaited<ReturnType<PromiseWorld['log']>>): readonly string[] => log.map(({ stream, type }) => `${stream} ${type}`).sort();

  it('leaves nothing undone and nothing done twice once the process manager has followed the log', async () => {
    const whole = await town();
    const before = (await whole.log()).length;
    await walk(whole);
    const expected = said(await whole.log());
    const appends = (await whole.log()).length - before;
    expect(appends).toBeGreaterThan(20);
    for (let at = 1; at <= appends; at++) {
      for (const when of ['before', 'after'] as const) {
        const store = mortal(memoryEventStore());
        const world = await town(store);
        store.dieAt(at, when);
        await walk(world).catch((error: Error) => expect(error.message).toBe(DIED));
        store.dieAt(Infinity, 'before');
        world.restart();
        await world.follow(true);
        await resume(world);
        expect({ at, when, said: said(await store.readAll({ after: 0, limit: 100_000 })) }).toEqual({ at, when, said: expected });
      }
    }
  });

  /** The same commands once more, each unless the log shows it done: what a person does after an error. */
  async function resume(world: PromiseWorld): Promise<void> {
    const done = async (stream: string, type: string, times = 1): Promise<boolean> => (await world.log()).filter((event) => event.stream === stream && event.type === type).length >= times;
    const [deal, own] = [`deal-${dealId}`, `commitment-${promise}`];
    if (!(await done(own, 'CommitmentProposed'))) await world.proposed(promise, dealId, 900);
    if (!(await done(own, 'CommitmentCosted'))) await world.costed(promise, two);
    if (!(await done(own, 'CommitmentCleared'))) await world.cleared(promise);
    if (!(await done(own, 'CommitmentCosted', 2))) await world.costed(promise, [[2026, 500], [2027, 400]]);
    if (!(await done(deal, 'DossierSubmitted'))) await world.submitted(dealId);
    if (!(await done(deal, 'ReviewConcluded'))) await world.concluded(dealId);
    await world.follow();
    if (!(await done(deal, 'DecisionMade'))) await world.decided(dealId);
    await world.follow();
    if (!(await done(deal, 'AgreementSigned'))) await world.signed(dealId);
    await world.follow();
    if (!(await done(deal, 'AgreementTerminated'))) await world.deal(dealId, { type: 'TerminateAgreement', input: { code: 'breach', clawback: cny(500) } }, 'nm.lead');
    await world.follow();
  }

  it('is not needed for a repeat to do nothing: a process manager that lost its cursor changes no byte', async () => {
    const world = await town();
    await walk(world);
    const before = await world.log();
    world.restart();
    await world.follow(true);
    expect(await world.log()).toEqual(before);
  });
});
