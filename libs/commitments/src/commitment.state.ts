import type { Actor, Happened } from '#event-store';
import type { Day } from '#measures';
import type { CommitmentData, CommitmentEvent, Funds } from './commitment.events.ts';
import type { Condition, DueRule, Measure } from './commitment.terms.ts';

/** Where a promise stands: `proposed` and `approved` before the agreement, `pending` from its signing on. */
export type CommitmentStatus = 'proposed' | 'approved' | 'pending' | 'due' | 'fulfilled' | 'waived' | 'breached' | 'ended' | 'clawed-back';

/** Money asked for a promise: `asked` until every year has answered. */
export type Costing = {
  readonly id: string;
  readonly on: Day;
  /** The revision of the deal that it was made at; of an amendment, that of the agreement that it rests on. */
  readonly dealRevision: number;
  readonly authority: string;
  readonly line: string | null;
  readonly years: readonly { readonly year: number; readonly fen: number }[];
  readonly reserved: readonly number[];
  readonly is: 'asked' | 'reserved' | 'declined' | 'released';
};

type Entry<T extends CommitmentEvent['type']> = { readonly id: string; readonly on: Day; readonly by: Actor; readonly data: CommitmentData<T> };

/** A promise as its events have made it. */
export type Commitment = {
  readonly proposed: Entry<'CommitmentProposed'>;
  readonly status: CommitmentStatus;
  readonly measure: Measure;
  readonly due: DueRule;
  readonly conditions: readonly Condition[];
  readonly costings: readonly Costing[];
  readonly clearance: Entry<'CommitmentCleared'> | null;
  readonly approval: Entry<'CommitmentApproved'> | null;
  readonly enforced: Entry<'CommitmentEnforced'> | null;
  readonly dueOn: Day | null;
  readonly overdue: boolean;
  /** The report that waits for its verdict. */
  readonly report: Entry<'FulfilmentReported'> | null;
  readonly fulfilled: Entry<'CommitmentFulfilled'> | null;
  readonly amendments: readonly Entry<'CommitmentAmended'>[];
  readonly ending: Entry<'CommitmentEnded' | 'CommitmentWaived' | 'CommitmentBreached' | 'CommitmentClawedBack'> | null;
};

/** A stream without events holds no promise. */
export type CommitmentState = Commitment | null;

/** What a promise is after one more event. */
export function evolve(commitment: CommitmentState, event: Happened<CommitmentEvent>): CommitmentState {
  if (event.type === 'CommitmentProposed') return proposed(event);
  return commitment && { ...commitment, ...changed(commitment, event) };
}

function proposed(event: Extract<Happened<CommitmentEvent>, { type: 'CommitmentProposed' }>): Commitment {
  const { measure, due, conditions } = event.data;
  const nothing = { clearance: null, approval: null, enforced: null, dueOn: null, report: null, fulfilled: null, ending: null } as const;
  return { proposed: entry(event), status: 'proposed', measure, due, conditions, costings: [], overdue: false, amendments: [], ...nothing };
}

function changed(commitment: Commitment, event: Happened<CommitmentEvent>): Partial<Commitment> {
  switch (event.type) {
    case 'CommitmentCosted':
      return { costings: [...released(commitment.costings), asked(event, event.data.deal.revision, event.data)] };
    case 'CommitmentReserved':
      return { costings: commitment.costings.map((costing) => (costing.id === event.data.costing ? reservedYear(costing, event.data.year) : costing)) };
    case 'CostingDeclined':
      return { costings: commitment.costings.map((costing) => (costing.id === event.data.costing ? { ...costing, is: 'declined' } : costing)) };
    case 'CommitmentCleared':
      return { clearance: entry(event) };
    case 'ClearanceRefused':
      return { clearance: null };
    case 'CommitmentApproved':
      return { status: 'approved', approval: entry(event) };
    case 'CommitmentReturned':
      return { status: 'proposed', approval: null, costings: released(commitment.costings, event.data.releases) };
    case 'CommitmentEnforced':
      return { status: 'pending', enforced: entry(event), dueOn: event.data.dueOn };
    case 'DueDateFixed':
      return { dueOn: event.data.dueOn };
    case 'CommitmentFellDue':
      return { status: 'due' };
    case 'CommitmentOverdue':
      return { overdue: true };
    case 'CommitmentAmended':
      return amended(commitment, event);
    default:
      return kept(event);
  }
}

function kept(event: Happened<CommitmentEvent>): Partial<Commitment> {
  switch (event.type) {
    case 'FulfilmentReported':
      return { report: entry(event) };
    case 'FulfilmentRefused':
      return { report: null };
    case 'CommitmentFulfilled':
      return { status: 'fulfilled', report: null, fulfilled: entry(event) };
    case 'CommitmentWaived':
      return { status: 'waived', report: null, ending: entry(event) };
    case 'CommitmentBreached':
      return { status: 'breached', report: null, ending: entry(event) };
    case 'CommitmentEnded':
      return { status: 'ended', report: null, ending: entry(event) };
    case 'CommitmentClawedBack':
      return { status: 'clawed-back', ending: entry(event) };
    default:
      return {};
  }
}

/** Another due date is another question: a promise that had fallen due is pending again. */
function amended(commitment: Commitment, event: Extract<Happened<CommitmentEvent>, { type: 'CommitmentAmended' }>): Partial<Commitment> {
  const { measure, due, dueOn, conditions, costing } = event.data;
  return {
    amendments: [...commitment.amendments, entry(event)],
    ...(measure && { measure }),
    ...(conditions && { conditions }),
    ...(due && { due, dueOn, status: 'pending', overdue: false }),
    ...(costing && { costings: [...commitment.costings, asked(event, event.data.amendment.revision, costing)] }),
  };
}

function asked({ id, occurredOn: on }: { id: string; occurredOn: Day }, dealRevision: number, { authority, line, years }: Pick<CommitmentData<'CommitmentCosted'>, 'authority' | 'line' | 'years'>): Costing {
  return { id, on, dealRevision, authority, line, years: years.map(({ year, fen }) => ({ year, fen })), reserved: [], is: years.length === 0 ? 'reserved' : 'asked' };
}

function reservedYear(costing: Costing, year: number): Costing {
  const reserved = [...costing.reserved, year];
  return { ...costing, reserved, is: costing.is === 'asked' && reserved.length === costing.years.length ? 'reserved' : costing.is };
}

/** Those costings as they are when some of them, or all, were released; one that costs nothing holds nothing to release. */
function released(costings: readonly Costing[], funds?: readonly Funds[]): readonly Costing[] {
  const gone = ({ id, is }: Costing): boolean => is !== 'declined' && (funds === undefined || funds.some(({ costing }) => costing === id));
  return costings.map((costing) => (gone(costing) ? { ...costing, is: 'released' } : costing));
}

/** The costings that hold money, or ask for it. */
export const heldCostings = ({ costings }: Commitment): readonly Costing[] => costings.filter(({ is }) => is === 'asked' || is === 'reserved');

/** The money of some costings, as events name what is to be released or confirmed. */
export const fundsOf = (costings: readonly Costing[]): Funds[] => costings.filter(({ years }) => years.length > 0).map(({ id, authority, years }) => ({ costing: id, authority, years: years.map(({ year }) => year) }));

/**
 * What a promise of the zone still lacks before it may be approved on a day: a costing, the reservation of its money,
 * the clearance. Nothing for what the investor promises.
 */
export function lacks(commitment: Commitment, on?: Day): readonly ('costing' | 'reservation' | 'clearance')[] {
  if (commitment.proposed.data.direction === 'investor-to-zone') return [];
  const held = heldCostings(commitment).filter((costing) => on === undefined || costing.on <= on);
  const cleared = commitment.clearance !== null && (on === undefined || commitment.clearance.on <= on);
  return [...(held.length === 0 ? ['costing' as const] : []), ...(held.some(({ is }) => is === 'asked') ? ['reservation' as const] : []), ...(cleared ? [] : ['clearance' as const])];
}

function entry<T extends CommitmentEvent['type']>({ id, occurredOn, actor, data }: { id: string; occurredOn: Day; actor: Actor; data: CommitmentData<T> }): Entry<T> {
  return { id, on: occurredOn, by: actor, data };
}
