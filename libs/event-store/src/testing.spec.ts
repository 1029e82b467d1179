import { describe, expect, it } from '@jest/globals';
import type { Decided, Decider } from './decider.ts';
import { refuse } from './refusal.ts';
import { foldOf, given, refused } from './testing.ts';

type Filled = Decided<'Filled', { litres: number; by: string }>;
const tank: Decider<{ litres: number }, { type: 'Fill'; litres: number }, { by: string }, Filled> = {
  initial: { litres: 0 },
  decide: ({ litres }, state, { by }) => (state.litres + litres > 10 ? refuse('tank.full', { room: 10 - state.litres, by }) : [{ type: 'Filled', data: { litres, by } }]),
  evolve: (state, { data }) => ({ litres: state.litres + data.litres }),
};
const filled = (litres: number): Filled => ({ type: 'Filled', data: { litres, by: 'me' } });

describe('a sentence about a decider', () => {
  it('holds when the events and the named members of their data are as expected', () => {
    given(tank, filled(3)).when({ type: 'Fill', litres: 4 }, { by: 'you' }).then({ type: 'Filled', data: { litres: 4 } });
    given(tank, filled(9)).when({ type: 'Fill', litres: 2 }, { by: 'you' }).then(refused('tank.full', { room: 1 }));
  });

  it.each([
    ['another value', () => given(tank).when({ type: 'Fill', litres: 4 }, { by: 'you' }).then({ type: 'Filled', data: { litres: 5 } })],
    ['an event too few', () => given(tank).when({ type: 'Fill', litres: 4 }, { by: 'you' }).then()],
    ['an event too many', () => given(tank).when({ type: 'Fill', litres: 4 }, { by: 'you' }).then(filled(4), filled(4))],
    ['a refusal that did not come', () => given(tank).when({ type: 'Fill', litres: 4 }, { by: 'you' }).then(refused('tank.full'))],
    ['a refusal nobody expected', () => given(tank).when({ type: 'Fill', litres: 40 }, { by: 'you' }).then(filled(40))],
    ['another code', () => given(tank).when({ type: 'Fill', litres: 40 }, { by: 'you' }).then(refused('tank.empty'))],
    ['another fact', () => given(tank).when({ type: 'Fill', litres: 40 }, { by: 'you' }).then(refused('tank.full', { room: 1 }))],
    ['a fact that is not there', () => given(tank).when({ type: 'Fill', litres: 40 }, { by: 'you' }).then(refused('tank.full', { colour: 'red' }))],
  ])('fails on %s', (_case, sentence) => {
    expect(sentence).toThrow(/Expected values to be strictly deep-equal/);
  });

  it('fails a decider that writes into the state', () => {
    const careless: typeof tank = { ...tank, decide: (_, state) => { state.litres += 1; return []; } };
    expect(() => given(careless, filled(1)).when({ type: 'Fill', litres: 1 }, { by: 'you' })).toThrow(TypeError);
  });

  it('folds a past in order', () => {
    expect(foldOf(tank, [filled(1), filled(2)])).toEqual({ litres: 3 });
  });
});
