import { type Actor, type Decider, type Happened, isRefusal, type Refusal, refuse } from '#event-store';
import { principal, sharesHands } from '#deals';
import { addDays, type Day, inFen, type Money } from '#measures';
import { clear } from '#vault';
import type { ClaimClawback, CloseClawback, JudgeClawbackPayment, RecordClawbackPayment } from './clawback.commands.ts';
import type { ClawbackEvent } from './clawback.events.ts';
import { inOwnName, nothingToDo } from './commitment.checks.ts';
import type { Reference } from './commitment.events.ts';
import type { CommitmentSettings } from './commitment.settings.ts';

type Payment = { readonly amount: Money; readonly on: Day; readonly by: Actor; readonly verdict: 'open' | 'verified' | 'refused' };

/** A claim for money back, and what came in for it. */
export type Clawback = {
  readonly claimed: Extract<ClawbackEvent, { type: 'ClawbackClaimed' }>['data'];
  readonly claimedOn: Day;
  readonly payments: { readonly [paymentId: string]: Payment };
  readonly paidFen: number;
  readonly overdue: boolean;
  readonly closed: 'paid' | 'waived' | null;
};

export type ClawbackCommand =
  | { readonly type: 'ClaimClawback'; readonly input: ClaimClawback['input'] }
  | { readonly type: 'RecordClawbackPayment'; readonly input: RecordClawbackPayment['input'] }
  | { readonly type: 'JudgeClawbackPayment'; readonly paymentId: string; readonly input: JudgeClawbackPayment['input'] }
  | { readonly type: 'CloseClawback'; readonly input: CloseClawback['input'] }
  | { readonly type: 'MarkClawbackOverdue' };

/** `terminated` is the termination in the deal's stream; null while there is none. `newId` names a payment. */
export type ClawbackFacts = { readonly actor: Actor; readonly on: Day; readonly today: Day; readonly newId: string; readonly settings: CommitmentSettings; readonly terminated: (Reference & { readonly on: Day }) | null };
type Answer = readonly ClawbackEvent[] | Refusal;

/** Money the zone gave and claims back when the agreement was terminated: within its time, each payment recorded by one and verified by another. */
export const clawbackDecider: Decider<Clawback | null, ClawbackCommand, ClawbackFacts, ClawbackEvent> = {
  initial: null,
  decide: (command, clawback, facts) => explained(answer(command, clawback, facts), command),
  evolve,
};

function answer(command: ClawbackCommand, clawback: Clawback | null, facts: ClawbackFacts): Answer {
  if (command.type === 'ClaimClawback') return clawback ? refuse('clawback.claimed-already') : claim(command.input, facts);
  if (!clawback) return refuse('clawback.unknown');
  if (clawback.closed) return refuse('clawback.closed', { outcome: clawback.closed });
  switch (command.type) {
    case 'RecordClawbackPayment':
      if (command.input.amount.amount === 0) return refuse('clawback.nothing-paid');
      if (facts.on < clawback.claimedOn) return refuse('clawback.before-claim', { on: facts.on, claimedOn: clawback.claimedOn });
      return [{ type: 'ClawbackPaymentRecorded', data: { paymentId: facts.newId, amount: command.input.amount, evidence: command.input.evidence } }];
    case 'JudgeClawbackPayment':
      return judge(command.paymentId, command.input, clawback, facts);
    case 'CloseClawback':
      return close(command.input, facts);
    case 'MarkClawbackOverdue':
      if (facts.today <= clawback.claimed.deadline) return refuse('clawback.not-yet-due', { deadline: clawback.claimed.deadline });
      return clawback.overdue ? nothingToDo : [{ type: 'ClawbackOverdue', data: { deadline: clawback.claimed.deadline }, occurredOn: addDays(clawback.claimed.deadline, 1) }];
  }
}

function claim({ amount, deadline }: ClaimClawback['input'], { on, settings, terminated }: ClawbackFacts): Answer {
  if (!terminated) return refuse('clawback.not-terminated');
  if (inFen(amount) === 0) return refuse('clawback.nothing-claimed');
  if (on < terminated.on) return refuse('clawback.before-termination', { on, terminatedOn: terminated.on });
  const { stream, revision } = terminated;
  return [{ type: 'ClawbackClaimed', data: { amount, deadline: deadline ?? addDays(terminated.on, settings.clawbackDays), settings: deadline === undefined ? settings.from : null, termination: { stream, revision } } }];
}

/** What is verified counts; the payment that completes the sum closes the claim. */
function judge(paymentId: string, input: JudgeClawbackPayment['input'], { payments, paidFen, claimed }: Clawback, { actor, on }: ClawbackFacts): Answer {
  const payment = payments[paymentId];
  if (!payment) return refuse('clawback.payment-unknown', { paymentId });
  if (payment.verdict !== 'open') return refuse('clawback.payment-judged', { verdict: payment.verdict });
  if (sharesHands(actor, payment.by)) return refuse('clawback.recorder-verifies');
  if (on < payment.on) return refuse('clawback.judged-before-it-happened', { on, happenedOn: payment.on });
  if (input.verdict === 'refuse') return [{ type: 'ClawbackPaymentRefused', data: { paymentId, reason: clear(input.reason) } }];
  const cumulativeFen = paidFen + inFen(payment.amount);
  const verified: ClawbackEvent = { type: 'ClawbackPaymentVerified', data: { paymentId, amount: payment.amount, cumulativeFen, recordedBy: principal(payment.by) }, occurredOn: payment.on };
  return cumulativeFen < inFen(claimed.amount) ? [verified] : [verified, { type: 'ClawbackClosed', data: { outcome: 'paid' } }];
}

function close({ reason, approvalReference }: CloseClawback['input'], { actor }: ClawbackFacts): Answer {
  return inOwnName(actor) ?? [{ type: 'ClawbackClosed', data: { outcome: 'waived', reason: clear(reason), approvalReference } }];
}

function evolve(clawback: Clawback | null, event: Happened<ClawbackEvent>): Clawback | null {
  if (event.type === 'ClawbackClaimed') return { claimed: event.data, claimedOn: event.occurredOn, payments: {}, paidFen: 0, overdue: false, closed: null };
  if (!clawback) return null;
  switch (event.type) {
    case 'ClawbackPaymentRecorded': {
      const { paymentId, amount } = event.data;
      return { ...clawback, payments: { ...clawback.payments, [paymentId]: { amount, on: event.occurredOn, by: event.actor, verdict: 'open' } } };
    }
    case 'ClawbackPaymentVerified':
      return { ...judged(clawback, event.data.paymentId, 'verified'), paidFen: event.data.cumulativeFen };
    case 'ClawbackPaymentRefused':
      return judged(clawback, event.data.paymentId, 'refused');
    case 'ClawbackOverdue':
      return { ...clawback, overdue: true };
    case 'ClawbackClosed':
      return { ...clawback, closed: event.data.outcome };
    default:
      return clawback;
  }
}

function judged(clawback: Clawback, paymentId: string, verdict: Payment['verdict']): Clawback {
  const payment = clawback.payments[paymentId];
  return payment ? { ...clawback, payments: { ...clawback.payments, [paymentId]: { ...payment, verdict } } } : clawback;
}

function explained(answer: Answer, command: ClawbackCommand): Answer {
  const reason = 'input' in command ? command.input.lateReason : undefined;
  if (isRefusal(answer) || reason === undefined) return answer;
  return answer.map((event) => ({ ...event, data: { ...event.data, lateReason: clear(reason) } }) as ClawbackEvent);
}
