import { type CommandContext, type Decider, refuse } from '#event-store';
import { clear } from '#vault';
import { z } from 'zod';
import type { ConfidentialEvent } from './confidential.events.ts';

const account = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/);
const reason = { reason: z.string().trim().min(1).max(4000), lateReason: z.string().trim().min(1).max(500).optional() };

/** From now on only these people, leaders and the auditor know of the case (`id`: of a lead or a deal). */
export class MakeConfidential {
  static readonly input = z.strictObject({ people: z.array(account).min(1).max(100), ...reason });
  constructor(readonly id: string, readonly input: z.infer<typeof MakeConfidential.input>, readonly context: CommandContext) {}
}

/** One more person may know. */
export class AddConfidant {
  static readonly input = z.strictObject({ account, ...reason });
  constructor(readonly id: string, readonly input: z.infer<typeof AddConfidant.input>, readonly context: CommandContext) {}
}

/** A person no longer may. */
export class RemoveConfidant {
  static readonly input = z.strictObject({ account, ...reason });
  constructor(readonly id: string, readonly input: z.infer<typeof RemoveConfidant.input>, readonly context: CommandContext) {}
}

/** The case is open again to whoever the policy lets in. */
export class LiftConfidentiality {
  static readonly input = z.strictObject(reason);
  constructor(readonly id: string, readonly input: z.infer<typeof LiftConfidentiality.input>, readonly context: CommandContext) {}
}

export type ConfidentialCommand =
  | { readonly type: 'MakeConfidential'; readonly input: MakeConfidential['input'] }
  | { readonly type: 'AddConfidant'; readonly input: AddConfidant['input'] }
  | { readonly type: 'RemoveConfidant'; readonly input: RemoveConfidant['input'] }
  | { readonly type: 'LiftConfidentiality'; readonly input: LiftConfidentiality['input'] };

/** The people named; null while the case is not confidential. */
export type ConfidentialState = { readonly people: readonly string[] | null };

/** Whether there is a lead or deal of that id. */
export type ConfidentialFacts = { readonly known: boolean };

/** Who may know of a case: at least one person is always named, since a case that nobody knows is nobody's work. */
export const confidentialDecider: Decider<ConfidentialState, ConfidentialCommand, ConfidentialFacts, ConfidentialEvent> = {
  initial: { people: null },

  decide(command, { people }, { known }) {
    if (!known) return refuse('confidential.unknown-case');
    const { reason: why, lateReason } = command.input;
    const said = { reason: clear(why), ...(lateReason !== undefined && { lateReason: clear(lateReason) }) };
    if (command.type === 'MakeConfidential') {
      if (people) return refuse('confidential.already');
      return [{ type: 'DealMadeConfidential', data: { people: [...new Set(command.input.people)].sort(), ...said } }];
    }
    if (!people) return refuse('confidential.not');
    switch (command.type) {
      case 'AddConfidant':
        return people.includes(command.input.account) ? refuse('confidential.named-already', { account: command.input.account }) : [{ type: 'ConfidantAdded', data: { account: command.input.account, ...said } }];
      case 'RemoveConfidant':
        if (!people.includes(command.input.account)) return refuse('confidential.not-named', { account: command.input.account });
        return people.length === 1 ? refuse('confidential.last-confidant', { account: command.input.account }) : [{ type: 'ConfidantRemoved', data: { account: command.input.account, ...said } }];
      case 'LiftConfidentiality':
        return [{ type: 'ConfidentialityLifted', data: said }];
    }
  },

  evolve(state, event) {
    const { people } = state;
    switch (event.type) {
      case 'DealMadeConfidential':
        return { people: event.data.people };
      case 'ConfidantAdded':
        return { people: [...(people ?? []), event.data.account].sort() };
      case 'ConfidantRemoved':
        return { people: (people ?? []).filter((account) => account !== event.data.account) };
      case 'ConfidentialityLifted':
        return { people: null };
      default:
        return state;
    }
  },
};

/** The stream that says who may know of a case. */
export const confidentialStream = (caseId: string): string => `confidential-${caseId}`;
