export { chainCode, chainEvents, type ChainEvent, linkCode, linkStage, linkStatus, type LinkStatus, segmentCode, stageSource } from './chain.events.ts';
export { libraryBatch, libraryEvents, type LibraryEvent, libraryId } from './library.events.ts';
export { AddLink, AddSegment, ChangeLinkStatus, EnterLibraryProject, EstablishChain } from './chain.commands.ts';
export { chainDecider, type ChainCommand, type ChainState } from './chain.decider.ts';
export { libraryDecider, type LibraryCommand, type LibraryState } from './library.decider.ts';
export { ChainsModule } from './chains.module.ts';
export { chainsProjection, chainsRows, chainsSql, libraryProjection, linksProjection, segmentsProjection } from './chain.read.ts';
export { ChainQueriesModule } from './chain.queries.ts';
