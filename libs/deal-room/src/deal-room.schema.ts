import { attractionKind, dealEvents } from '#deals';
import { deliveryEvents } from '#delivery';
import type { EventType } from '#event-store';
import { money } from '#measures';
import { SecretText } from '#vault';
import { z } from 'zod';
import { commentEvents } from './comments.decider.ts';

const openText = z.union([z.strictObject({ text: z.string() }), z.strictObject({ erased: z.literal(true) })]);
const by = z.strictObject({ account: z.string(), unit: z.string().nullable(), onBehalfOf: z.string().optional() });

/** An event's data as a reader gets it: each sealed text opened, or told erased. */
function opened(schema: z.ZodType): z.ZodType {
  if (schema === SecretText) return openText;
  if (schema instanceof z.ZodOptional) return opened(schema.unwrap() as z.ZodType).optional();
  if (schema instanceof z.ZodArray) return z.array(opened(schema.element as z.ZodType));
  if (schema instanceof z.ZodObject) return z.strictObject(Object.fromEntries(Object.entries(schema.shape).map(([name, field]) => [name, opened(field as z.ZodType)])));
  return schema;
}

const entry = (...types: readonly EventType[]) => z.strictObject({ id: z.uuid(), on: z.iso.date(), by, data: z.union(types.map(({ data }) => opened(data))) });
const typed = (events: Readonly<Record<string, EventType>>) => z.union(Object.entries(events).map(([type, event]) => entry(event).extend({ type: z.literal(type) })));
const { ServiceOwnerAssigned, MilestoneReported, PaidInReported, PaidInVerified: _, PaidInRefused: __, MilestoneRefused: ___, ...milestones } = deliveryEvents;

/** What `GET /deals/:id` answers; derived from the event schemas, so that it cannot lag behind them. */
export const roomSchema = z.strictObject({
  id: z.uuid(),
  revision: z.int(),
  leadId: z.uuid(),
  enterpriseId: z.uuid(),
  title: z.string(),
  chain: z.string().nullable(),
  link: z.string().nullable(),
  kind: attractionKind,
  unit: z.string(),
  amount: money.nullable(),
  cycle: z.int(),
  stage: z.string(),
  since: z.iso.date(),
  column: z.string(),
  openedOn: z.iso.date(),
  closedBy: z.string().nullable(),
  /** The firm's entry in the blacklist as it is now: going on needs a reason. */
  blacklisted: z.strictObject({ ground: z.string(), since: z.iso.date() }).nullable(),
  hold: entry(dealEvents.DealPutOnHold).nullable(),
  offer: entry(dealEvents.DealTransferOffered).nullable(),
  dossier: entry(dealEvents.DossierSubmitted).nullable(),
  review: entry(dealEvents.ReviewConcluded).nullable(),
  decision: entry(dealEvents.DecisionMade).nullable(),
  formal: entry(dealEvents.AgreementSigned).nullable(),
  closing: entry(dealEvents.DealLost, dealEvents.AgreementTerminated).nullable(),
  rounds: z.array(entry(dealEvents.RoundRecorded)),
  drafts: z.array(entry(dealEvents.AgreementDrafted)),
  agreements: z.array(entry(dealEvents.AgreementSigned)),
  delivery: z.strictObject({
    serviceOwner: typed({ ServiceOwnerAssigned }).nullable(),
    reported: z.array(typed({ MilestoneReported })),
    verified: z.array(typed(milestones)),
    paidIn: z.array(entry(PaidInReported).extend({ type: z.literal('PaidInReported'), verdict: z.enum(['open', 'verified', 'refused']) })),
    paidInFen: z.int(),
  }),
  comments: z.array(typed(commentEvents)),
  allowed: z.array(z.string()),
  missing: z.array(z.strictObject({ column: z.string(), field: z.string().optional(), rule: z.string().optional() })),
});
