import type { Operation } from '#access';
import type { AttractionKind, MilestoneKind } from '#deals';
import type { DeliveryCommand } from './delivery.commands.ts';
import type { Delivery, SignedDeal } from './delivery.decider.ts';
import { columnReached, columnsAfterSigning, milestonesOf, milestonesOn } from './milestones.ts';

type Row = { readonly operation: Operation; readonly fits: (delivery: Delivery, kind: AttractionKind) => boolean };

/** Command → the operation of the access policy it stands under, and whether there is anything it could be about. */
export const deliveryTable = {
  AssignServiceOwner: { operation: 'delivery.assign', fits: () => true },
  ReportMilestone: { operation: 'delivery.report', fits: ({ verified, reported }, kind) => milestonesOn(kind).some((milestone) => !verified[milestone] && !reported[milestone]) },
  JudgeMilestone: { operation: 'delivery.verify', fits: ({ reported }) => Object.values(reported).some((report) => report !== undefined) },
  ReportPaidIn: { operation: 'delivery.report', fits: () => true },
  JudgePaidIn: { operation: 'delivery.verify', fits: ({ paidIn }) => Object.values(paidIn).some(({ verdict }) => verdict === 'open') },
} as const satisfies Record<DeliveryCommand['type'], Row>;

export type DeliveryCommandName = keyof typeof deliveryTable;

/** The commands that fit a delivery as it is, whoever may give them; none before signing or after the close. */
export function fittingDeliveryCommands(delivery: Delivery, deal: SignedDeal): readonly DeliveryCommandName[] {
  if (deal.signedOn === null || deal.closed) return [];
  return (Object.keys(deliveryTable) as DeliveryCommandName[]).filter((command) => deliveryTable[command].fits(delivery, deal.kind));
}

/** What the milestones say of a signed deal's column: where it stands, and which milestones the next column waits for. */
export function deliveryColumn({ verified }: Delivery, kind: AttractionKind): { readonly column: ReturnType<typeof columnReached>; readonly missing: readonly { readonly column: string; readonly field: MilestoneKind }[] } {
  const there = new Set(milestonesOn(kind).filter((milestone) => verified[milestone]));
  const columns = columnsAfterSigning(kind);
  const column = columnReached(kind, there);
  const next = columns[column ? columns.indexOf(column) + 1 : 0];
  return { column, missing: next ? milestonesOf[next].filter((milestone) => !there.has(milestone)).map((field) => ({ column: next, field })) : [] };
}
