import { type Decider, type Happened, refuse } from '#event-store';
import type { Day } from '#measures';
import { clear } from '#vault';
import type { z } from 'zod';
import type { ContactsEvent, followUpKind } from './contacts.events.ts';

/** A follow-up or comment as it stands in the log; secrets stay sealed for the event they were sealed in. */
export type ContactEntry = { readonly id: string; readonly type: ContactsEvent['type']; readonly on: Day; readonly recordedAt: string; readonly account: string; readonly data: ContactsEvent['data'] };

export type ContactsState = { readonly entries: readonly ContactEntry[] };

export type ContactsCommand =
  | { readonly type: 'RecordFollowUp'; readonly kind: z.infer<typeof followUpKind>; readonly twoWay: boolean; readonly participants: number; readonly summary: string; readonly nextStep?: string; readonly lateReason?: string }
  | { readonly type: 'CommentOnLead'; readonly text: string; readonly lateReason?: string };

/** Whether the lead still runs (also as a deal), and which unit the actor speaks for. */
export type ContactsFacts = { readonly open: boolean; readonly unit: string | null };

/** A two-way contact as other streams record it. */
export type TwoWayContact = { readonly on: Day; readonly kind: string };

/** The rules of the contacts of a case: additive, so nothing here makes anybody's request stale. */
export const contactsDecider: Decider<ContactsState, ContactsCommand, ContactsFacts, ContactsEvent> = {
  initial: { entries: [] },

  decide(command, _state, { open, unit }) {
    const late = command.lateReason === undefined ? {} : { lateReason: clear(command.lateReason) };
    if (command.type === 'CommentOnLead') return [{ type: 'CommentAdded', data: { text: clear(command.text), unit, ...late } }];
    if (!open) return refuse('contacts.case-closed');
    const { kind, twoWay, participants, summary, nextStep } = command;
    const next = nextStep === undefined ? {} : { nextStep: clear(nextStep) };
    return [{ type: 'FollowUpRecorded', data: { kind, twoWay, participants, unit, summary: clear(summary), ...next, ...late } }];
  },

  evolve(state, event: Happened<ContactsEvent>) {
    const { id, type, occurredOn, recordedAt, actor, data } = event;
    if (type !== 'FollowUpRecorded' && type !== 'CommentAdded') return state;
    return { entries: [...state.entries, { id, type, on: occurredOn, recordedAt, account: actor.account, data }] };
  },
};

/** The two-way contacts that happened by a day, earliest first. */
export function twoWayContacts({ entries }: ContactsState, by: Day): readonly TwoWayContact[] {
  return entries
    .flatMap(({ on, data }) => ('twoWay' in data && data.twoWay && on <= by ? [{ on, kind: data.kind }] : []))
    .sort((left, right) => (left.on < right.on ? -1 : left.on > right.on ? 1 : 0));
}
