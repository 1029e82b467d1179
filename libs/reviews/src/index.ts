export { type MeetingEvent, type MeetingKind, dealsMeetingEvents, meetingEvents, meetingKind } from './meeting.events.ts';
export { type InputOf as MeetingInputOf, type MeetingCommand, AddAgendaItem, CancelMeeting, CastVote, ConcludeItem, DecideItem, DeclareInterest, GiveScore, JudgeCondition, OpenDossier, RecordAdoption, RecordAttendance, ReportCondition, ScheduleMeeting } from './meeting.commands.ts';
export { type DecisionBody, type ReviewSettings, type ScoringScheme, decisionBodies, opinionsFor, reviewSettings, reviewSettingsOn, schemeOn, tierOf } from './meeting.settings.ts';
export { type Meeting, type MeetingState } from './meeting.state.ts';
export { type MeetingFacts, meetingDecider } from './meeting.decider.ts';
export { type OpinionEvent, GiveOpinion, opinionEvents, opinionsDecider, opinionsStream, RequestOpinions } from './opinion.decider.ts';
export { meetingStream, readMeeting } from './meeting.streams.ts';
export { type ReviewReaction, ReviewReactions, reviewReactions } from './review.reactions.ts';
export { ReviewsModule } from './reviews.module.ts';
