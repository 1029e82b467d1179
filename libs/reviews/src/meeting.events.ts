import { type EventOf, type EventTypes } from '#event-store';
import { clearance, decisionKind, reviewOutcome, sha256 } from '#deals';
import { day, money } from '#measures';
import { SecretText } from '#vault';
import { z } from 'zod';
import { decisionBodies } from './meeting.settings.ts';

export const accountName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'an account name');
export const unitOf = z.string().regex(/^[a-z][a-z0-9]{0,31}$/, 'a unit code');
export const meetingKind = z.enum(['review', 'decision']);
export type MeetingKind = z.infer<typeof meetingKind>;
export const voteKind = z.enum(['for', 'against', 'abstain']);
export type Vote = z.infer<typeof voteKind>;

/** Where a fact was read: a stream and its revision then. */
const readAt = z.strictObject({ stream: z.string(), revision: z.int().min(0) });
const item = { itemId: z.uuid(), dealId: z.uuid() };
const condition = { ...item, condition: z.int().min(1) };
/** Members that were there, those of them that may vote; `required` is what was fixed when the item came on the agenda. */
const quorum = z.strictObject({ present: z.int().min(0), required: z.int().min(1) });
const outcome = { ...item, dossierId: z.uuid(), quorum, recused: z.array(accountName), people: z.array(accountName), deal: readAt };

const event = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => ({ schema: 1, data: z.strictObject({ ...shape, lateReason: SecretText.optional() }) });

/** Everything that happens to one review or decision meeting; the stream `meeting-<id>`. */
export const meetingEvents = {
  /** `settings` and `scheme` are the first days of the dated rules it is held by; a decision meeting has a body, a review a scheme. */
  MeetingScheduled: event({ kind: meetingKind, body: z.enum(decisionBodies).optional(), on: day, members: z.array(accountName), quorum: z.int().min(1), settings: day, scheme: day.optional() }),
  MeetingCancelled: event({ reason: SecretText }),
  /** A dossier as it is then: who had a hand in it, who reviewed it (for a decision), whose opinions it needs. */
  AgendaItemAdded: event({
    ...item, title: z.string(), unit: z.string(), amount: money.nullable(), dossierId: z.uuid(), submittedBy: z.array(z.string()), reviewedBy: z.array(z.string()),
    quorum: z.int().min(1), opinions: z.array(z.string()), deal: readAt,
  }),
  AttendanceRecorded: event({ present: z.array(accountName) }),
  /** By the member who typed it; an interest is a recusal, for this item and for good. */
  InterestDeclared: event({ ...item, interest: z.boolean(), text: SecretText.optional() }),
  DossierOpened: event(item),
  /** The points in the order of the scheme's criteria, sealed; every text of them has the same length (ADR 10). */
  ScoreGiven: event({ ...item, scores: SecretText, remark: SecretText.optional() }),
  VoteCast: event({ ...item, vote: SecretText, remark: SecretText.optional() }),
  /** Averages are in hundredths of a point; `votes` are the members whose score reached the pass mark, and those whose did not. */
  ItemConcluded: event({
    ...outcome, outcome: reviewOutcome, votes: z.strictObject({ for: z.int().min(0), against: z.int().min(0) }),
    average: z.int().min(0).nullable(), criteria: z.array(z.strictObject({ code: z.string(), average: z.int().min(0) })),
    opinions: z.array(z.string()), opinionsAt: readAt.optional(),
    conditions: z.array(z.strictObject({ id: z.int().min(1), text: SecretText, unit: unitOf, dueOn: day })), minutes: SecretText.optional(),
  }),
  ItemDecided: event({
    ...outcome, decision: decisionKind, votes: z.strictObject({ for: z.int().min(0), against: z.int().min(0), abstained: z.int().min(0) }),
    sha256: sha256.optional(), legal: clearance.optional(), fairCompetition: clearance.optional(), minutes: SecretText.optional(),
  }),
  /** The deal took the outcome over; at this revision of its stream. */
  OutcomeAdopted: event({ ...item, deal: readAt }),
  /** The deal's rules said no: it was closed meanwhile, put on hold, or its dossier replaced. */
  OutcomeNotAdopted: event({ ...item, code: z.string() }),
  ConditionMet: event({ ...condition, evidence: z.array(z.uuid()), note: SecretText.optional() }),
  ConditionVerified: event({ ...condition, reportedBy: z.string() }),
  ConditionRefused: event({ ...condition, reason: SecretText }),
} satisfies EventTypes;
export type MeetingEvent = EventOf<typeof meetingEvents>;

/** The events of a meeting that belong to the history of the deal they name; open ballots and interests never do. */
export const dealsMeetingEvents: readonly string[] = [
  'AgendaItemAdded', 'DossierOpened', 'ItemConcluded', 'ItemDecided', 'OutcomeNotAdopted', 'ConditionMet', 'ConditionVerified', 'ConditionRefused',
];
