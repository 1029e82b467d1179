export { accountName, memberRoles, unitCode, unitEvents, unitKinds, type MemberRole, type UnitEvent, type UnitKind } from './unit.events.ts';
export { AddMember, CloseUnit, EstablishUnit, RemoveMember, RenameUnit, type UnitCommand } from './unit.commands.ts';
export { type Membership, membersOn, nameOn, unitDecider, type UnitFacts, type UnitState } from './unit.decider.ts';
export { OrganisationModule } from './organisation.module.ts';
export { unitsProjection, unitsSql } from './unit.read.ts';
export { UnitQueriesModule } from './unit.queries.ts';
export { amountMeasures, type Measure, measures, scoringBasis, standardThresholds, type TargetEvent, targetEvents, weight, WHOLE_ZONE, type YardstickEvent, yardstickEvents } from './yardstick.events.ts';
export { AdoptEntryStandard, AdoptScoringScheme, ReviseTarget, SetTarget, type TargetCommand, type YardstickCommand } from './yardstick.commands.ts';
export { targetDecider, type TargetFacts, type TargetState, yardstickDecider, type YardstickState } from './yardstick.decider.ts';
