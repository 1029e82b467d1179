import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CloseFilingHandler, ExpireProtectionHandler, GrantProtectionHandler, LodgeFilingHandler, MarkSameContentHandler, ReleaseProtectionHandler, RenewProtectionHandler, TransferFilingHandler } from './claim.handlers.ts';
import { CommentOnLeadHandler, RecordFollowUpHandler } from './contacts.handlers.ts';
import { DisputeController } from './dispute.controller.ts';
import { disputeHandlers } from './dispute.handlers.ts';
import { DisputeQueries } from './dispute.queries.ts';
import { LeadController } from './lead.controller.ts';
import { AcceptTransferHandler, DeclineTransferHandler, EndNegotiationHandler, FollowDealTransferHandler, LoseLeadHandler, OfferTransferHandler, OpenFurtherDealHandler, OpenNegotiationHandler, RegisterLeadHandler, ReopenLeadHandler, ResumeNegotiationHandler, ReturnLeadToPoolHandler, TriageLeadHandler, WithdrawLeadHandler } from './lead.handlers.ts';
import { LeadQueries } from './lead.queries.ts';
import { LeadReactions } from './lead.reactions.ts';
import { LeadStreams } from './lead.streams.ts';
import { MergeController } from './merge.controller.ts';
import { mergeHandlers } from './merge.handlers.ts';
import { PriorFilingController } from './prior.controller.ts';
import { RecognisePriorFilingHandler } from './prior.handlers.ts';
import { EnterPoolTakeHandler, TakeLeadHandler } from './pool.handlers.ts';

const onLead = [RegisterLeadHandler, ReopenLeadHandler, OpenFurtherDealHandler, TriageLeadHandler, OfferTransferHandler, AcceptTransferHandler, DeclineTransferHandler, FollowDealTransferHandler, EndNegotiationHandler, ResumeNegotiationHandler, WithdrawLeadHandler, LoseLeadHandler, TakeLeadHandler, ReturnLeadToPoolHandler, OpenNegotiationHandler];
const onClaim = [GrantProtectionHandler, RenewProtectionHandler, ReleaseProtectionHandler, ExpireProtectionHandler, MarkSameContentHandler, LodgeFilingHandler, TransferFilingHandler, CloseFilingHandler];

/**
 * Leads, the claims of their firms and their contacts. Needs global providers of `COMMAND_RUNNER`, `EVENT_STORE`,
 * `CLOCK`, `VAULT`, `ACCESS_LOG`, `DOCUMENTS`, `DUPLICATE_INDEX` and `OPEN_DEAL`, and the enterprises module beside it.
 */
@Module({
  imports: [CqrsModule],
  controllers: [LeadController, LeadQueries, DisputeController, DisputeQueries, MergeController, PriorFilingController],
  providers: [LeadStreams, LeadReactions, ...onLead, ...onClaim, ...disputeHandlers, ...mergeHandlers, EnterPoolTakeHandler, RecognisePriorFilingHandler, RecordFollowUpHandler, CommentOnLeadHandler],
  exports: [LeadStreams, LeadReactions],
})
export class LeadsModule {}
