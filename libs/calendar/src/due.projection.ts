import { type ClawbackEvent, type CommitmentEvent } from '#commitments';
import { type DealEvent, settingsOn } from '#deals';
import type { RecordedEvent } from '#event-store';
import { addDays, inFen } from '#measures';
import type { Row, RowProjection } from '#read-side';
import type { MeetingEvent } from '#reviews';

/** The tables of what falls due, for the read schema: promises, claims for money back, decisions that wait for their signing, conditions of a review. */
export const dueSql = `
create table commitments (
  id        text collate "C" primary key,
  deal      text not null,
  direction text not null,
  kind      text not null,
  title     text not null,
  status    text not null,
  due_on    date,
  -- the event that set the day: another day is due another time
  due_by    text,
  overdue   boolean not null
);
create index on commitments (due_on) where due_on is not null;
create table clawbacks (deal text collate "C" primary key, amount_fen bigint not null, paid_fen bigint not null, deadline date not null, overdue boolean not null, closed text);
create index on clawbacks (deadline) where closed is null;
create table open_decisions (deal text collate "C" primary key, decided_on date not null, lapses_on date not null);
create index on open_decisions (lapses_on);
create table conditions (id text collate "C" primary key, deal text not null, unit text not null, due_on date not null, verified boolean not null);
create index on conditions (due_on) where not verified;
`;

const idIn = ({ stream }: RecordedEvent): string => stream.slice(stream.indexOf('-') + 1);
const of = (event: RecordedEvent, kind: string): readonly string[] => (event.stream.startsWith(`${kind}-`) ? [idIn(event)] : []);

/** Promises by id. */
export const commitmentsProjection: RowProjection = {
  table: 'commitments',
  key: 'id',
  keys: (event) => of(event, 'commitment'),
  evolve(row, recorded, id) {
    const event = recorded as unknown as CommitmentEvent;
    if (event.type === 'CommitmentProposed') {
      const { dealId: deal, direction, kind, title } = event.data;
      return { id, deal, direction, kind, title, status: 'proposed', due_on: null, due_by: null, overdue: false };
    }
    return row && { ...row, ...changed(event, recorded.id) };
  },
};

function changed(event: CommitmentEvent, eventId: string): Row {
  switch (event.type) {
    case 'CommitmentApproved':
      return { status: 'approved' };
    case 'CommitmentReturned':
      return { status: 'proposed' };
    case 'CommitmentEnforced':
      return { status: 'pending', due_on: event.data.dueOn, due_by: eventId };
    case 'DueDateFixed':
      return { due_on: event.data.dueOn, due_by: eventId };
    case 'CommitmentFellDue':
      return { status: 'due' };
    case 'CommitmentOverdue':
      return { overdue: true };
    case 'CommitmentAmended':
      return event.data.due ? { status: 'pending', due_on: event.data.dueOn, due_by: eventId, overdue: false } : {};
    default:
      return ended(event);
  }
}

function ended({ type }: CommitmentEvent): Row {
  switch (type) {
    case 'CommitmentFulfilled':
      return { status: 'fulfilled' };
    case 'CommitmentWaived':
      return { status: 'waived' };
    case 'CommitmentBreached':
      return { status: 'breached' };
    case 'CommitmentEnded':
      return { status: 'ended' };
    case 'CommitmentClawedBack':
      return { status: 'clawed-back' };
    default:
      return {};
  }
}

/** Claims for money back, by deal. */
export const clawbacksProjection: RowProjection = {
  table: 'clawbacks',
  key: 'deal',
  keys: (event) => of(event, 'clawback'),
  evolve(row, recorded, deal) {
    const event = recorded as unknown as ClawbackEvent;
    switch (event.type) {
      case 'ClawbackClaimed':
        return { deal, amount_fen: inFen(event.data.amount), paid_fen: 0, deadline: event.data.deadline, overdue: false, closed: null };
      case 'ClawbackPaymentVerified':
        return row && { ...row, paid_fen: event.data.cumulativeFen };
      case 'ClawbackOverdue':
        return row && { ...row, overdue: true };
      case 'ClawbackClosed':
        return row && { ...row, closed: event.data.outcome };
      default:
        return row;
    }
  },
};

const about: readonly DealEvent['type'][] = ['DecisionMade', 'DecisionLapsed', 'DossierSubmitted', 'AgreementSigned', 'DealLost', 'DealWithdrawn'];

/** Approving decisions not yet signed upon, by deal, each with its last day by the settings it was made under. */
export const openDecisionsProjection: RowProjection = {
  table: 'open_decisions',
  key: 'deal',
  keys: (event) => ((about as readonly string[]).includes(event.type) ? of(event, 'deal') : []),
  evolve(row, recorded, deal) {
    const event = recorded as unknown as DealEvent;
    if (event.type === 'AgreementSigned' && event.data.kind !== 'formal') return row;
    if (event.type !== 'DecisionMade' || event.data.decision !== 'approve') return undefined;
    const { occurredOn } = recorded;
    return { deal, decided_on: occurredOn, lapses_on: addDays(occurredOn, settingsOn(occurredOn).decisionLapsesAfterDays) };
  },
};

/** Conditions that a review made, by agenda item and number, each with its day and the unit that answers for it. */
export const conditionsProjection: RowProjection = {
  table: 'conditions',
  key: 'id',
  keys(recorded) {
    const event = recorded as unknown as MeetingEvent;
    if (event.type === 'ItemConcluded') return event.data.conditions.map(({ id }) => `${event.data.itemId}/${id}`);
    return event.type === 'ConditionVerified' ? [`${event.data.itemId}/${event.data.condition}`] : [];
  },
  evolve(row, recorded, id) {
    const event = recorded as unknown as MeetingEvent;
    if (event.type !== 'ItemConcluded') return row && { ...row, verified: true };
    const made = event.data.conditions.find((condition) => id === `${event.data.itemId}/${condition.id}`);
    return made ? { id, deal: event.data.dealId, unit: made.unit, due_on: made.dueOn, verified: false } : row;
  },
};

/** Every projection of this library, for the read model. */
export const dueRows: readonly RowProjection[] = [commitmentsProjection, clawbacksProjection, openDecisionsProjection, conditionsProjection];
