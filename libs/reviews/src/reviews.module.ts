import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { MeetingController } from './meeting.controller.ts';
import { meetingHandlers } from './meeting.handlers.ts';
import { MeetingStreams } from './meeting.streams.ts';
import { OpinionController } from './opinion.controller.ts';
import { opinionHandlers } from './opinion.handlers.ts';
import { ReviewReactions } from './review.reactions.ts';

/** Meetings, opinions and conditions; needs global providers of `COMMAND_RUNNER`, `CLOCK` and `VAULT`, and the deals module beside it. */
@Module({
  imports: [CqrsModule],
  controllers: [MeetingController, OpinionController],
  providers: [MeetingStreams, ReviewReactions, ...meetingHandlers, ...opinionHandlers],
  exports: [ReviewReactions],
})
export class ReviewsModule {}
