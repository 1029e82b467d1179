import { type EventOf, type EventTypes } from '#event-store';
import { money } from '#measures';
import { milestoneKind } from '#deals';
import { SecretText } from '#vault';
import { z } from 'zod';
import { particulars } from './milestones.ts';

const event = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => ({ schema: 1, data: z.strictObject({ ...shape, lateReason: SecretText.optional() }) });

/** Ids of uploaded documents. */
export const evidence = z.array(z.uuid()).min(1).max(20);
/** A verified milestone: what was shown, who had reported it, and the deal's revision that the verdict was based on. */
const verified = { reportedBy: z.string(), particulars, evidence, dealRevision: z.int().min(0) };
const milestone = event(verified);

/** What becomes of a signed deal; the stream `delivery-<deal id>`. Milestones happen on their report's day, whenever they are verified. */
export const deliveryEvents = {
  ServiceOwnerAssigned: event({ account: z.string(), leadingOfficial: z.string().optional() }),
  MilestoneReported: event({ particulars, evidence, note: SecretText.optional() }),
  MilestoneRefused: event({ kind: milestoneKind, reason: SecretText }),
  CompanyRegistered: milestone,
  SiteSecured: milestone,
  ConstructionStarted: milestone,
  ProductionStarted: milestone,
  CapacityReached: milestone,
  Arrived: milestone,
  Performing: milestone,
  /** `amount` is what came in since the last report, not the total. */
  PaidInReported: event({ reportId: z.uuid(), amount: money, evidence }),
  /** `cumulativeFen` is all verified money up to and with this report, in 分 of CNY at each report's own rate. */
  PaidInVerified: event({ reportId: z.uuid(), amount: money, cumulativeFen: z.int().min(0), reportedBy: z.string(), dealRevision: z.int().min(0) }),
  PaidInRefused: event({ reportId: z.uuid(), reason: SecretText }),
} satisfies EventTypes;
export type DeliveryEvent = EventOf<typeof deliveryEvents>;
