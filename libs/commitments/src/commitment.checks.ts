import { type Actor, type Refusal, refuse } from '#event-store';
import type { Reference } from './commitment.events.ts';
import type { CommitmentFacts } from './commitment.facts.ts';
import type { Condition, DueRule } from './commitment.terms.ts';

/** The answer to what is so already. */
export const nothingToDo: Refusal = refuse('command.nothing-to-do');

/** Only a leader does it; whoever else records it names the leader. */
export function inOwnName({ role, onBehalfOf }: Actor): Refusal | undefined {
  return role === 'leader' || onBehalfOf !== undefined ? undefined : refuse('commitment.leader-not-named');
}

/** Conditions name promises of the investor in the same deal, and a due date counts from a promise of the deal. */
export function conditionsUnknown({ conditions, due }: { readonly conditions: readonly Condition[]; readonly due?: DueRule }, { listed }: CommitmentFacts): Refusal | undefined {
  const investors = listed.filter(({ direction }) => direction === 'investor-to-zone');
  const stray = conditions.find((condition) => 'commitment' in condition && !investors.some(({ id }) => id === condition.commitment));
  if (stray && 'commitment' in stray) return refuse('commitment.condition-unknown', { id: stray.commitment });
  if (due && 'afterCommitment' in due && !listed.some(({ id }) => id === due.afterCommitment)) return refuse('commitment.condition-unknown', { id: due.afterCommitment });
  return undefined;
}

/** The deal as it was read for a decision. */
export const dealRead = ({ deal: { stream, revision } }: CommitmentFacts): Reference => ({ stream, revision });
