import { type Actor, type Decider, type Happened, isRefusal, type Refusal, refuse } from '#event-store';
import { type AttractionKind, type MilestoneKind, sharesHands } from '#deals';
import { checkCreditCode } from '#enterprises';
import { type Day, inFen, type Money } from '#measures';
import { clear } from '#vault';
import type { DeliveryCommand, JudgeMilestone, JudgePaidIn, ReportMilestone, ReportPaidIn } from './delivery.commands.ts';
import type { DeliveryEvent } from './delivery.events.ts';
import { milestoneEvent, milestoneOf, milestonesBefore, milestonesOn, type Particulars } from './milestones.ts';

type Event<Type extends DeliveryEvent['type']> = Happened<Extract<DeliveryEvent, { type: Type }>>;
type Verified = Event<(typeof milestoneEvent)[MilestoneKind]>;
type Report = { readonly reported: Event<'PaidInReported'>; readonly verdict: 'open' | 'verified' | 'refused' };

/** What has become of a signed deal. */
export type Delivery = {
  readonly serviceOwner: Event<'ServiceOwnerAssigned'> | null;
  /** Reports that wait for a verdict, one per milestone at most. */
  readonly reported: { readonly [kind in MilestoneKind]?: Event<'MilestoneReported'> };
  readonly verified: { readonly [kind in MilestoneKind]?: Verified };
  readonly paidIn: { readonly [reportId: string]: Report };
  /** All verified money so far, in 分 of CNY. */
  readonly paidInFen: number;
};

/** What a delivery must know of its deal, and the deal's revision at which it was read. */
export type SignedDeal = { readonly kind: AttractionKind; readonly signedOn: Day | null; readonly closed: boolean; readonly designOutput: Money | null; readonly revision: number };
/** `newId` names a new report of money; it derives from the command's key. */
export type DeliveryFacts = { readonly actor: Actor; readonly on: Day; readonly newId: string; readonly deal: SignedDeal };

type Answer = readonly DeliveryEvent[] | Refusal;

/** Milestones and money of a signed deal: reported by one person, verified by another, in the order of the path. */
export const deliveryDecider: Decider<Delivery, DeliveryCommand, DeliveryFacts, DeliveryEvent> = {
  initial: { serviceOwner: null, reported: {}, verified: {}, paidIn: {}, paidInFen: 0 },
  decide: (command, delivery, facts) => explained(binding(facts.deal) ?? decideOn(command, delivery, facts), command.input.lateReason),
  evolve,
};

/** There is nothing to deliver, and no capital to pay in, without a formal agreement. */
function binding({ signedOn, closed }: SignedDeal): Refusal | undefined {
  if (closed) return refuse('delivery.deal-closed');
  return signedOn === null ? refuse('delivery.no-formal-agreement') : undefined;
}

function decideOn(command: DeliveryCommand, delivery: Delivery, facts: DeliveryFacts): Answer {
  switch (command.type) {
    case 'AssignServiceOwner':
      return [{ type: 'ServiceOwnerAssigned', data: { account: command.input.account, leadingOfficial: command.input.leadingOfficial } }];
    case 'ReportMilestone':
      return reportMilestone(command.input, delivery, facts);
    case 'JudgeMilestone':
      return judgeMilestone(command.kind, command.input, delivery, facts);
    case 'ReportPaidIn':
      return reportPaidIn(command.input, facts);
    case 'JudgePaidIn':
      return judgePaidIn(command.reportId, command.input, delivery, facts);
  }
}

/** The world overlaps, so a milestone may be reported in any order; the columns are entered in order, by the verdicts. */
function reportMilestone({ particulars, evidence, note }: ReportMilestone['input'], delivery: Delivery, facts: DeliveryFacts): Answer {
  const { kind } = particulars;
  if (!milestonesOn(facts.deal.kind).includes(kind)) return refuse('delivery.not-on-path', { kind, path: facts.deal.kind });
  if (delivery.verified[kind]) return refuse('delivery.milestone-reached', { kind, on: delivery.verified[kind].occurredOn });
  if (delivery.reported[kind]) return refuse('delivery.report-open', { kind });
  const refusal = beforeSigning(facts) ?? unsound(particulars, facts.deal);
  return refusal ?? [{ type: 'MilestoneReported', data: { particulars, evidence, note: note === undefined ? undefined : clear(note) } }];
}

function beforeSigning({ on, deal: { signedOn } }: DeliveryFacts): Refusal | undefined {
  return signedOn !== null && on < signedOn ? refuse('delivery.before-signing', { on, signedOn }) : undefined;
}

function unsound(particulars: Particulars, { designOutput }: SignedDeal): Refusal | undefined {
  if (particulars.kind === 'capacity-reached' && designOutput && inFen(particulars.outputPerYear) < inFen(designOutput)) return refuse('delivery.output-below-design', { design: designOutput });
  if (particulars.kind !== 'company-registered') return undefined;
  const check = checkCreditCode(particulars.creditCode);
  if (check.kind === 'shape') return refuse('delivery.credit-code-malformed', { creditCode: particulars.creditCode, reason: check.reason.code });
  // A failing check digit may be what the licence says: it warns, and is taken when confirmed.
  if (check.kind === 'check-digit' && !particulars.confirmed) return refuse('delivery.credit-code-check-digit', { creditCode: check.code, expected: check.expected });
  return undefined;
}

function judgeMilestone(kind: MilestoneKind, input: JudgeMilestone['input'], delivery: Delivery, facts: DeliveryFacts): Answer {
  const report = delivery.reported[kind];
  if (!report) return refuse('delivery.nothing-reported', { kind });
  const refusal = partial(report, facts);
  if (refusal) return refusal;
  if (input.verdict === 'refuse') return [{ type: 'MilestoneRefused', data: { kind, reason: clear(input.reason) } }];
  const { particulars, evidence } = report.data;
  const data = { reportedBy: report.actor.account, particulars, evidence, dealRevision: facts.deal.revision };
  return outOfOrder(report, kind, delivery, facts) ?? [{ type: milestoneEvent[kind], data, occurredOn: report.occurredOn }];
}

/** A verdict is somebody else's, and not older than what it is about. */
function partial(report: { readonly actor: Actor; readonly occurredOn: Day }, { actor, on }: DeliveryFacts): Refusal | undefined {
  if (sharesHands(actor, report.actor)) return refuse('delivery.reporter-verifies');
  return on < report.occurredOn ? refuse('delivery.judged-before-it-happened', { on, happenedOn: report.occurredOn }) : undefined;
}

/** No column is skipped and none is entered before the one ahead of it; the two milestones of one column may come in either order. */
function outOfOrder(report: { readonly occurredOn: Day }, kind: MilestoneKind, { verified }: Delivery, { deal }: DeliveryFacts): Refusal | undefined {
  const earlier = milestonesBefore(deal.kind, kind);
  const missing = earlier.filter((milestone) => !verified[milestone]);
  if (missing.length > 0) return refuse('delivery.earlier-milestone-missing', { kind, missing });
  const late = earlier.find((milestone) => report.occurredOn < (verified[milestone]?.occurredOn ?? ''));
  return late ? refuse('delivery.before-earlier-milestone', { kind, on: report.occurredOn, earlier: late, earlierOn: verified[late]?.occurredOn }) : undefined;
}

function reportPaidIn({ amount, evidence }: ReportPaidIn['input'], facts: DeliveryFacts): Answer {
  if (amount.amount === 0) return refuse('delivery.nothing-paid-in');
  return beforeSigning(facts) ?? [{ type: 'PaidInReported', data: { reportId: facts.newId, amount, evidence } }];
}

function judgePaidIn(reportId: string, input: JudgePaidIn['input'], { paidIn, paidInFen }: Delivery, facts: DeliveryFacts): Answer {
  const report = paidIn[reportId];
  if (!report) return refuse('delivery.paid-in-unknown', { reportId });
  if (report.verdict !== 'open') return refuse('delivery.paid-in-judged', { reportId, verdict: report.verdict });
  const { actor, occurredOn, data: { amount } } = report.reported;
  const refusal = partial(report.reported, facts);
  if (refusal) return refusal;
  if (input.verdict === 'refuse') return [{ type: 'PaidInRefused', data: { reportId, reason: clear(input.reason) } }];
  const data = { reportId, amount, cumulativeFen: paidInFen + inFen(amount), reportedBy: actor.account, dealRevision: facts.deal.revision };
  return [{ type: 'PaidInVerified', data, occurredOn }];
}

function explained(answer: Answer, lateReason: string | undefined): Answer {
  if (isRefusal(answer) || lateReason === undefined) return answer;
  return answer.map((event) => ({ ...event, data: { ...event.data, lateReason: clear(lateReason) } }) as DeliveryEvent);
}

function evolve(delivery: Delivery, event: Happened<DeliveryEvent>): Delivery {
  const { reported, verified, paidIn } = delivery;
  switch (event.type) {
    case 'ServiceOwnerAssigned':
      return { ...delivery, serviceOwner: event };
    case 'MilestoneReported':
      return { ...delivery, reported: { ...reported, [event.data.particulars.kind]: event } };
    case 'MilestoneRefused':
      return { ...delivery, reported: { ...reported, [event.data.kind]: undefined } };
    case 'PaidInReported':
      return { ...delivery, paidIn: { ...paidIn, [event.data.reportId]: { reported: event, verdict: 'open' } } };
    case 'PaidInVerified':
      return { ...delivery, paidInFen: delivery.paidInFen + inFen(event.data.amount), paidIn: judged(paidIn, event.data.reportId, 'verified') };
    case 'PaidInRefused':
      return { ...delivery, paidIn: judged(paidIn, event.data.reportId, 'refused') };
    default: {
      const kind = milestoneOf(event.type);
      return kind ? { ...delivery, reported: { ...reported, [kind]: undefined }, verified: { ...verified, [kind]: event } } : delivery;
    }
  }
}

function judged(paidIn: Delivery['paidIn'], reportId: string, verdict: Report['verdict']): Delivery['paidIn'] {
  const report = paidIn[reportId];
  return report ? { ...paidIn, [reportId]: { ...report, verdict } } : paidIn;
}
