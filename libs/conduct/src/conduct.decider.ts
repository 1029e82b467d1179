import { type Decider, type Happened, refuse } from '#event-store';
import { clear } from '#vault';
import type { DeclareConductInterest, DeclareContact, DeclareGift, WithdrawDeclaration } from './conduct.commands.ts';
import type { About, ConductEvent } from './conduct.events.ts';

/** The stream of what one account has declared. */
export const conductStream = (account: string): string => `conduct-${account}`;

type Declared = Happened<Exclude<ConductEvent, { type: 'DeclarationWithdrawn' }>>;
/** A declaration, and its withdrawal when it was withdrawn. */
export type Declaration = { readonly declared: Declared; readonly withdrawn: Happened<Extract<ConductEvent, { type: 'DeclarationWithdrawn' }>> | null };
/** What somebody declared, by the id of the declaration, in the order of the log. */
export type ConductState = ReadonlyMap<string, Declaration>;

export type ConductCommand =
  | { readonly type: 'DeclareConductInterest'; readonly input: DeclareConductInterest['input'] }
  | { readonly type: 'DeclareContact'; readonly input: DeclareContact['input'] }
  | { readonly type: 'DeclareGift'; readonly input: DeclareGift['input'] }
  | { readonly type: 'WithdrawDeclaration'; readonly declarationId: string; readonly input: WithdrawDeclaration['input'] };
/** The day of the declaration, and the id a new one gets. */
export type ConductFacts = { readonly on: string; readonly newId: string };

/** Declarations only add; none is taken back silently, and nothing is declared of a day to come. */
export const conductDecider: Decider<ConductState, ConductCommand, ConductFacts, ConductEvent> = {
  initial: new Map(),
  decide(command, state, { on, newId: declarationId }) {
    const { text, lateReason, ...rest } = command.input;
    const words = { text: clear(text), ...(lateReason === undefined ? {} : { lateReason: clear(lateReason) }) };
    if (command.type === 'WithdrawDeclaration') {
      const known = state.get(command.declarationId);
      if (!known) return refuse('conduct.declaration-unknown');
      if (known.withdrawn) return refuse('conduct.withdrawn-already');
      return [{ type: 'DeclarationWithdrawn', data: { declarationId: command.declarationId, ...words } }];
    }
    const day = 'contactedOn' in rest ? rest.contactedOn : 'receivedOn' in rest ? rest.receivedOn : on;
    if (day > on) return refuse('conduct.day-to-come', { day, on });
    const data = { declarationId, ...rest, ...words };
    if (command.type === 'DeclareConductInterest') {
      const about = command.input.about;
      if (interestsOf(state).some((other) => same(other, about))) return refuse('conduct.declared-already');
      return [{ type: 'ConductInterestDeclared', data: { ...data, about, relation: command.input.relation } }];
    }
    if (command.type === 'DeclareContact') return [{ type: 'ContactDeclared', data: { ...data, contactedOn: command.input.contactedOn } }];
    return [{ type: 'GiftDeclared', data: { ...data, receivedOn: command.input.receivedOn, handling: command.input.handling } }];
  },
  evolve(state, event) {
    const { declarationId } = event.data;
    if (event.type !== 'DeclarationWithdrawn') return new Map(state).set(declarationId, { declared: event as Declared, withdrawn: null });
    const known = state.get(declarationId);
    return known ? new Map(state).set(declarationId, { ...known, withdrawn: event as NonNullable<Declaration['withdrawn']> }) : state;
  },
};

const same = (one: About, other: About): boolean => one.kind === other.kind && one.id === other.id;

/** What somebody has a declared interest in that is not withdrawn. */
export function interestsOf(state: ConductState): readonly About[] {
  return [...state.values()].flatMap(({ declared, withdrawn }) => (declared.type === 'ConductInterestDeclared' && !withdrawn ? [declared.data.about] : []));
}
