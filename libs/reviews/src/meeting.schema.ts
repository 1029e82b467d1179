import { dossier } from '#deals';
import { money } from '#measures';
import { z } from 'zod';
import { accountName, meetingKind, voteKind } from './meeting.events.ts';
import { decisionBodies } from './meeting.settings.ts';
import { opinionOutcome } from './opinion.decider.ts';

/** A sealed text as a reader gets it. */
export const openText = z.union([z.strictObject({ text: z.string() }), z.strictObject({ erased: z.literal(true) })]);

const item = z.strictObject({
  id: z.uuid(), dealId: z.uuid(), title: z.string(), unit: z.string(), amount: money.nullable(), dossierId: z.uuid(), quorum: z.int(), opinions: z.array(z.string()),
  recused: z.array(accountName),
  /** How many ballots were given, and how many members may give one; whose, and what they say, is told once the item is concluded. */
  ballots: z.int(), voters: z.int().nullable(),
  mine: z.strictObject({ declared: z.enum(['none', 'interest']).nullable(), opened: z.boolean(), balloted: z.boolean() }),
  interests: z.array(z.strictObject({ account: accountName, on: z.iso.date(), text: openText.nullable() })),
  outcome: z.looseObject({ kind: meetingKind, on: z.iso.date(), by: z.looseObject({ account: z.string() }), revision: z.int(), data: z.looseObject({}) }).nullable(),
  scores: z.array(z.strictObject({ account: accountName, total: z.int().nullable(), points: z.array(z.strictObject({ criterion: z.string(), points: z.int().nullable() })) })).nullable(),
  votes: z.array(z.strictObject({ account: accountName, vote: voteKind.nullable() })).nullable(),
  adoption: z.looseObject({ adopted: z.boolean() }).nullable(),
  allowed: z.array(z.string()),
});

/** What `GET /meetings/:id` answers. */
export const meetingSchema = z.strictObject({
  id: z.uuid(), revision: z.int(), kind: meetingKind, body: z.enum(decisionBodies).nullable(), on: z.iso.date(), members: z.array(accountName), quorum: z.int(), settings: z.iso.date(),
  status: z.enum(['scheduled', 'held', 'cancelled']), present: z.array(accountName).nullable(),
  scheme: z.strictObject({ from: z.iso.date(), criteria: z.array(z.strictObject({ code: z.string(), weight: z.int() })), passMark: z.int() }).nullable(),
  cancelled: z.looseObject({ on: z.iso.date() }).nullable(),
  items: z.array(item),
  allowed: z.array(z.string()),
});

/** What a member reads who has opened a dossier. */
export const dossierSchema = z.strictObject({
  dealId: z.uuid(), title: z.string(), unit: z.string(), kind: z.string(), amount: money.nullable(), submittedOn: z.iso.date(), dossierId: z.uuid(), dossier,
  opinions: z.array(z.strictObject({ department: z.string(), outcome: opinionOutcome, on: z.iso.date(), text: openText })),
});

/** What `GET /deals/:id/opinions` answers. */
export const opinionsSchema = z.strictObject({
  required: z.array(z.string()),
  missing: z.array(z.string()),
  requests: z.array(z.strictObject({ dossierId: z.uuid(), departments: z.array(z.string()), on: z.iso.date(), dueOn: z.iso.date().nullable() })),
  opinions: z.array(z.strictObject({ id: z.uuid(), dossierId: z.uuid(), current: z.boolean(), department: z.string(), outcome: opinionOutcome, on: z.iso.date(), by: z.strictObject({ account: z.string() }), text: openText })),
  allowed: z.array(z.string()),
});

/** What `GET /deals/:id/conditions` answers. */
export const conditionsSchema = z.strictObject({
  conditions: z.array(z.strictObject({
    id: z.int(), meetingId: z.uuid(), itemId: z.uuid(), text: openText, unit: z.string(), dueOn: z.iso.date(), status: z.enum(['pending', 'overdue', 'reported', 'verified']),
    reportedOn: z.iso.date().nullable(), verifiedOn: z.iso.date().nullable(), evidence: z.array(z.uuid()),
  })),
});
