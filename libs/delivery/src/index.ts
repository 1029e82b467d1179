export { type Particulars, columnReached, columnsAfterSigning, milestoneEvent, milestoneOf, milestonesBefore, milestonesOf, milestonesOn } from './milestones.ts';
export { AssignServiceOwner, type DeliveryCommand, JudgeMilestone, JudgePaidIn, ReportMilestone, ReportPaidIn } from './delivery.commands.ts';
export { type DeliveryEvent, deliveryEvents } from './delivery.events.ts';
export { type Delivery, deliveryDecider, type DeliveryFacts, type SignedDeal } from './delivery.decider.ts';
export { deliveryColumn, deliveryTable, fittingDeliveryCommands } from './delivery.table.ts';
export { accountsOf, deliveryStream, signedDeal } from './delivery.handlers.ts';
export { DeliveryModule } from './delivery.module.ts';
