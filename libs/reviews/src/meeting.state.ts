import type { Actor, Happened } from '#event-store';
import type { Day } from '#measures';
import type { MeetingEvent } from './meeting.events.ts';

type EventName = MeetingEvent['type'];
export type DataOf<Name extends EventName> = Extract<MeetingEvent, { type: Name }>['data'];

/** One thing that happened, as the state keeps it. */
export type Entry<Name extends EventName> = { readonly id: string; readonly on: Day; readonly by: Actor; readonly data: DataOf<Name> };

/** How a condition stands: nothing reported, reported and waiting for a verdict, verified. */
export type ConditionState = { readonly reported: Entry<'ConditionMet'> | null; readonly verified: Entry<'ConditionVerified'> | null };

/** An outcome of an item, with the revision at which it was reached. */
export type Outcome = { readonly revision: number } & (
  | { readonly kind: 'review'; readonly entry: Entry<'ItemConcluded'> }
  | { readonly kind: 'decision'; readonly entry: Entry<'ItemDecided'> }
);

/** One dossier on the agenda. Members are named by account. */
export type Item = {
  readonly added: Entry<'AgendaItemAdded'>;
  readonly declared: { readonly [account: string]: Entry<'InterestDeclared'> };
  readonly opened: readonly string[];
  /** The last ballot of each member, sealed; a recusal voids it. */
  readonly ballots: { readonly [account: string]: Entry<'ScoreGiven' | 'VoteCast'> };
  readonly outcome: Outcome | null;
  readonly adoption: Entry<'OutcomeAdopted' | 'OutcomeNotAdopted'> | null;
  readonly conditions: { readonly [id: number]: ConditionState };
};

/** A meeting as its events have made it. */
export type Meeting = {
  readonly scheduled: Entry<'MeetingScheduled'>;
  readonly cancelled: Entry<'MeetingCancelled'> | null;
  /** Null until the attendance is recorded. */
  readonly present: readonly string[] | null;
  /** In the order of the agenda. */
  readonly items: { readonly [itemId: string]: Item };
};

/** A stream without events holds no meeting. */
export type MeetingState = Meeting | null;

/** What a member has under their name; an account may be called like a property of every object. */
export const under = <T>(members: { readonly [account: string]: T }, account: string): T | undefined => (Object.hasOwn(members, account) ? members[account] : undefined);

/** The members of an item who declared an interest. */
export const recusedOf = ({ declared }: Item): readonly string[] => Object.keys(declared).filter((account) => under(declared, account)?.data.interest);

/** The members who were there and may speak on an item. */
export const votersOf = ({ present }: Meeting, item: Item): readonly string[] => (present ?? []).filter((account) => !recusedOf(item).includes(account));

const noCondition: ConditionState = { reported: null, verified: null };

/** How a condition of an item stands. */
export const conditionOf = ({ conditions }: Item, id: number): ConditionState => conditions[id] ?? noCondition;

/** What a meeting is after one more event. */
export function evolve(meeting: MeetingState, event: Happened<MeetingEvent>): MeetingState {
  if (event.type === 'MeetingScheduled') return { scheduled: entry(event), cancelled: null, present: null, items: {} };
  if (!meeting) return null;
  switch (event.type) {
    case 'MeetingCancelled':
      return { ...meeting, cancelled: entry(event) };
    case 'AttendanceRecorded':
      return { ...meeting, present: event.data.present };
    case 'AgendaItemAdded':
      return { ...meeting, items: { ...meeting.items, [event.data.itemId]: { added: entry(event), declared: {}, opened: [], ballots: {}, outcome: null, adoption: null, conditions: {} } } };
    default: {
      const item = meeting.items[event.data.itemId];
      return item ? { ...meeting, items: { ...meeting.items, [event.data.itemId]: { ...item, ...changed(item, event) } } } : meeting;
    }
  }
}

type OnItem = Exclude<Happened<MeetingEvent>, { type: 'MeetingScheduled' | 'MeetingCancelled' | 'AttendanceRecorded' | 'AgendaItemAdded' }>;

function changed(item: Item, event: OnItem): Partial<Item> {
  const { account } = event.actor;
  switch (event.type) {
    case 'InterestDeclared':
      return { declared: { ...item.declared, [account]: entry(event) }, ...(event.data.interest && { ballots: without(item.ballots, account) }) };
    case 'DossierOpened':
      return { opened: [...item.opened, account] };
    case 'ScoreGiven':
    case 'VoteCast':
      return { ballots: { ...item.ballots, [account]: entry<'ScoreGiven' | 'VoteCast'>(event) } };
    case 'ItemConcluded':
      return { outcome: { kind: 'review', revision: event.revision, entry: entry(event) } };
    case 'ItemDecided':
      return { outcome: { kind: 'decision', revision: event.revision, entry: entry(event) } };
    case 'OutcomeAdopted':
    case 'OutcomeNotAdopted':
      return { adoption: entry<'OutcomeAdopted' | 'OutcomeNotAdopted'>(event) };
    case 'ConditionMet':
      return { conditions: { ...item.conditions, [event.data.condition]: { reported: entry(event), verified: null } } };
    case 'ConditionVerified':
      return { conditions: { ...item.conditions, [event.data.condition]: { ...conditionOf(item, event.data.condition), verified: entry(event) } } };
    case 'ConditionRefused':
      return { conditions: { ...item.conditions, [event.data.condition]: noCondition } };
  }
}

function without<T>(members: { readonly [account: string]: T }, account: string): { readonly [account: string]: T } {
  return Object.fromEntries(Object.entries(members).filter(([name]) => name !== account));
}

function entry<Name extends EventName>({ id, occurredOn, actor, data }: { id: string; occurredOn: Day; actor: Actor; data: DataOf<Name> }): Entry<Name> {
  return { id, on: occurredOn, by: actor, data };
}
