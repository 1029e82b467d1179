export { accountName, memberRoles, unitCode, unitEvents, unitKinds, type MemberRole, type UnitEvent, type UnitKind } from './unit.events.ts';
export { AddMember, CloseUnit, EstablishUnit, RemoveMember, RenameUnit, type UnitCommand } from './unit.commands.ts';
export { type Membership, membersOn, nameOn, unitDecider, type UnitFacts, type UnitState } from './unit.decider.ts';
export { OrganisationModule } from './organisation.module.ts';
export { unitsProjection, unitsSql } from './unit.read.ts';
export { UnitQueriesModule } from './unit.queries.ts';
