import { type Refusal, refuse } from '#event-store';
import { sharesHands } from '#deals';
import { inFen, type Money } from '#measures';
import { clear } from '#vault';
import type { CommitmentCommand, CommitmentFacts } from './commitment.facts.ts';
import type { CommitmentEvent } from './commitment.events.ts';
import { type Commitment, fundsOf, heldCostings } from './commitment.state.ts';
import { dueDay, type Measure } from './commitment.terms.ts';
import { conditionsUnknown, dealRead, inOwnName } from './commitment.checks.ts';

type Answer = readonly CommitmentEvent[] | Refusal;
type On<T extends CommitmentCommand['type']> = Extract<CommitmentCommand, { type: T }>;
type Years = readonly { readonly year: number; readonly amount: Money }[];

/** Finance says what a promise costs in each year: all that was promised, and within what each year can bear. */
export function costCommitment({ input }: On<'CostCommitment'>, commitment: Commitment, facts: CommitmentFacts): Answer {
  const { line, years, note } = input;
  const { measure } = commitment;
  if (sharesHands(facts.actor, commitment.proposed.by)) return refuse('commitment.proposer-costs');
  if (commitment.status !== 'proposed' && commitment.costings.at(-1)?.is !== 'declined') return refuse('commitment.funded-in-force');
  const held = commitment.status === 'proposed' ? heldCostings(commitment) : [];
  const promised = measure.of === 'money' ? inFen(measure.money) - (commitment.status === 'proposed' ? 0 : fundedFen(commitment)) : 0;
  const refusal = unsound({ line, years }, facts) ?? (sumFen(years) < promised ? refuse('commitment.cost-below-promise', { promised, costed: sumFen(years) }) : undefined);
  if (refusal) return refusal;
  const data = { ...costingOf(input), budgets: budgetsOf(facts), releases: fundsOf(held), note: note === undefined ? undefined : clear(note) };
  return [{ type: 'CommitmentCosted', data: { dealId: facts.dealId, deal: dealRead(facts), ...data } }];
}

/** Every year once, a line where there is money, and a yes of every year's budget. */
function unsound({ line, years }: { readonly line?: string; readonly years: Years }, { budgets }: CommitmentFacts): Refusal | undefined {
  if (new Set(years.map(({ year }) => year)).size < years.length || years.some(({ amount }) => inFen(amount) === 0)) return refuse('commitment.years-unsound');
  if (years.length > 0 && line === undefined) return refuse('commitment.line-missing');
  const no = budgets.find((budget) => budget.no);
  return no?.no && refuse(no.no.refused, { ...no.no.facts, year: no.year });
}

/** Legal clears a promise: with a legal basis and a fair-competition review, and a case-by-case one with its approval. */
export function clearCommitment({ input }: On<'ClearCommitment'>, { proposed }: Commitment, facts: CommitmentFacts): Answer {
  const { actor, dealId } = facts;
  if (sharesHands(actor, proposed.by)) return refuse('commitment.proposer-clears');
  if (input.verdict === 'refuse') return [{ type: 'ClearanceRefused', data: { dealId, reason: clear(input.reason) } }];
  const { legalBasis, fairCompetition, approvalReference } = input;
  if (!legalBasis) return refuse('commitment.legal-basis-missing');
  if (!fairCompetition) return refuse('commitment.fair-competition-missing');
  if (proposed.data.policy === 'case-by-case' && (approvalReference ?? proposed.data.approvalReference) === undefined) return refuse('commitment.case-by-case-unapproved');
  return [{ type: 'CommitmentCleared', data: { dealId, deal: dealRead(facts), legalBasis, fairCompetition, approvalReference } }];
}

/** A signed supplementary agreement changes a promise in force; what it then costs more is costed with it. */
export function amendCommitment({ input }: On<'AmendCommitment'>, commitment: Commitment, facts: CommitmentFacts): Answer {
  const { sha256, approvalReference, measure, due, conditions, authority, line, years } = input;
  const signed = facts.deal.amendments.find((amendment) => amendment.sha256 === sha256);
  if (!signed) return refuse('commitment.amendment-unsigned', { sha256 });
  if (facts.on < signed.on) return refuse('commitment.before-its-amendment', { on: facts.on, signedOn: signed.on });
  if (!measure && !due && !conditions) return refuse('commitment.nothing-amended');
  if (years.length > 0 && authority === undefined) return refuse('commitment.authority-missing');
  const refusal = inOwnName(facts.actor) ?? conditionsUnknown({ conditions: conditions ?? [], due }, facts) ?? unsound({ line, years }, facts) ?? uncosted(commitment, measure, years);
  if (refusal) return refusal;
  const dueOn = due ? (facts.happened.map((happening) => dueDay(due, happening)).find((on) => on !== undefined) ?? dueDay(due) ?? null) : commitment.dueOn;
  const amendment = { stream: facts.deal.stream, revision: signed.revision, sha256 };
  const costing = years.length > 0 && authority !== undefined ? costingOf({ authority, line, years }) : undefined;
  return [{ type: 'CommitmentAmended', data: { dealId: facts.dealId, measure, due, dueOn, conditions, amendment, approvalReference, costing, budgets: budgetsOf(facts) } }];
}

function uncosted({ proposed, measure: before }: Commitment, after: Measure | undefined, years: Years): Refusal | undefined {
  if (proposed.data.direction === 'investor-to-zone') return years.length > 0 ? refuse('commitment.not-the-zones') : undefined;
  const more = moneyOf(after ?? before) - moneyOf(before);
  return sumFen(years) < more ? refuse('commitment.increase-uncosted', { more, costed: sumFen(years) }) : undefined;
}

const moneyOf = (measure: Measure): number => (measure.of === 'money' ? inFen(measure.money) : 0);
const sumFen = (years: Years): number => years.reduce((sum, { amount }) => sum + inFen(amount), 0);
const fundedFen = (commitment: Commitment): number => heldCostings(commitment).flatMap(({ years }) => years).reduce((sum, { fen }) => sum + fen, 0);
const budgetsOf = ({ budgets }: CommitmentFacts) => budgets.map(({ stream, revision }) => ({ stream, revision }));
const costingOf = ({ authority, line, years }: { authority: string; line?: string; years: Years }) => ({ authority, line: line ?? null, years: years.map(({ year, amount }) => ({ year, amount, fen: inFen(amount) })) });
