import { describe, expect, it } from '@jest/globals';
import { type Happened, isRefusal } from '#event-store';
import type { ConductEvent } from './conduct.events.ts';
import { type ConductCommand, conductDecider, type ConductState, interestsOf } from './conduct.decider.ts';

const ids = ['0190a3c8-0000-4000-8000-000000000001', '0190a3c8-0000-4000-8000-000000000002'] as const;
const deal = { kind: 'deal', id: '0190a3c8-0000-4000-8000-00000000000d' } as const;
const firm = { kind: 'enterprise', id: '0190a3c8-0000-4000-8000-00000000000e' } as const;
const interest: ConductCommand = { type: 'DeclareConductInterest', input: { about: deal, relation: 'spouse', text: '配偶任职' } };

/** A list with the events of these commands, each under an id of its own; a refusal by its code. */
function list(...commands: readonly ConductCommand[]): { state: ConductState; events: readonly ConductEvent[]; refused: string | undefined } {
  let state = conductDecider.initial;
  const events: ConductEvent[] = [];
  for (const [index, command] of commands.entries()) {
    const decided = conductDecider.decide(command, state, { on: '2026-03-10', newId: ids[index] ?? ids[0] });
    if (isRefusal(decided)) return { state, events, refused: decided.refused };
    for (const event of decided) {
      events.push(event);
      state = conductDecider.evolve(state, { ...event, occurredOn: '2026-03-10' } as unknown as Happened<ConductEvent>);
    }
  }
  return { state, events, refused: undefined };
}

describe('the conduct list of a person', () => {
  it('holds an interest with its words for the vault alone', () => {
    expect(list(interest).events).toEqual([{ type: 'ConductInterestDeclared', data: { declarationId: ids[0], about: deal, relation: 'spouse', text: { clear: '配偶任职' } } }]);
    expect(interestsOf(list(interest).state)).toEqual([deal]);
  });

  it('holds contacts and gifts, which take nobody off anything', () => {
    const contact: ConductCommand = { type: 'DeclareContact', input: { about: firm, contactedOn: '2026-03-09', text: '私下会面' } };
    const gift: ConductCommand = { type: 'DeclareGift', input: { receivedOn: '2026-03-08', valueFen: 50_000, handling: 'handed-in', text: '茶叶', lateReason: '出差' } };
    const { events, state } = list(contact, gift);
    expect(events).toEqual([
      { type: 'ContactDeclared', data: { declarationId: ids[0], about: firm, contactedOn: '2026-03-09', text: { clear: '私下会面' } } },
      { type: 'GiftDeclared', data: { declarationId: ids[1], receivedOn: '2026-03-08', valueFen: 50_000, handling: 'handed-in', text: { clear: '茶叶' }, lateReason: { clear: '出差' } } },
    ]);
    expect(interestsOf(state)).toEqual([]);
  });

  it('keeps a withdrawn interest on the list, and no longer minds it', () => {
    const withdrawal: ConductCommand = { type: 'WithdrawDeclaration', declarationId: ids[0], input: { text: '已离职' } };
    const { state } = list(interest, withdrawal);
    expect(interestsOf(state)).toEqual([]);
    expect([...state.values()]).toEqual([expect.objectContaining({ withdrawn: expect.objectContaining({ data: { declarationId: ids[0], text: { clear: '已离职' } } }) })]);
    expect(list(interest, withdrawal, withdrawal).refused).toBe('conduct.withdrawn-already');
    expect(interestsOf(list(interest, withdrawal, interest).state)).toEqual([deal]);
  });

  it('knows an interest once, nothing of days to come, and no declaration of another', () => {
    expect(list(interest, interest).refused).toBe('conduct.declared-already');
    expect(list({ type: 'DeclareContact', input: { contactedOn: '2026-03-11', text: '明日会面' } }).refused).toBe('conduct.day-to-come');
    expect(list({ type: 'WithdrawDeclaration', declarationId: ids[1], input: { text: '无' } }).refused).toBe('conduct.declaration-unknown');
  });
});
