import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Outcome } from '#event-store';
import { AddAgendaItem, CancelMeeting, CastVote, ConcludeItem, DecideItem, DeclareInterest, GiveScore, JudgeCondition, OpenDossier, RecordAdoption, RecordAttendance, ReportCondition, ScheduleMeeting } from './meeting.commands.ts';
import { MeetingStreams } from './meeting.streams.ts';

@CommandHandler(ScheduleMeeting)
export class ScheduleMeetingHandler implements ICommandHandler<ScheduleMeeting, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, input, context }: ScheduleMeeting): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'ScheduleMeeting', input }, context);
  }
}

@CommandHandler(CancelMeeting)
export class CancelMeetingHandler implements ICommandHandler<CancelMeeting, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, input, context }: CancelMeeting): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'CancelMeeting', input }, context);
  }
}

@CommandHandler(AddAgendaItem)
export class AddAgendaItemHandler implements ICommandHandler<AddAgendaItem, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, input, context }: AddAgendaItem): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'AddAgendaItem', input }, context);
  }
}

@CommandHandler(RecordAttendance)
export class RecordAttendanceHandler implements ICommandHandler<RecordAttendance, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, input, context }: RecordAttendance): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'RecordAttendance', input }, context);
  }
}

@CommandHandler(DeclareInterest)
export class DeclareInterestHandler implements ICommandHandler<DeclareInterest, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, itemId, input, context }: DeclareInterest): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'DeclareInterest', itemId, input }, context);
  }
}

@CommandHandler(OpenDossier)
export class OpenDossierHandler implements ICommandHandler<OpenDossier, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, itemId, input, context }: OpenDossier): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'OpenDossier', itemId, input }, context);
  }
}

@CommandHandler(GiveScore)
export class GiveScoreHandler implements ICommandHandler<GiveScore, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, itemId, input, context }: GiveScore): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'GiveScore', itemId, input }, context);
  }
}

@CommandHandler(CastVote)
export class CastVoteHandler implements ICommandHandler<CastVote, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, itemId, input, context }: CastVote): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'CastVote', itemId, input }, context);
  }
}

@CommandHandler(ConcludeItem)
export class ConcludeItemHandler implements ICommandHandler<ConcludeItem, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, itemId, input, context }: ConcludeItem): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'ConcludeItem', itemId, input }, context);
  }
}

@CommandHandler(DecideItem)
export class DecideItemHandler implements ICommandHandler<DecideItem, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, itemId, input, context }: DecideItem): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'DecideItem', itemId, input }, context);
  }
}

@CommandHandler(RecordAdoption)
export class RecordAdoptionHandler implements ICommandHandler<RecordAdoption, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, itemId, input, context }: RecordAdoption): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'RecordAdoption', itemId, input }, context);
  }
}

@CommandHandler(ReportCondition)
export class ReportConditionHandler implements ICommandHandler<ReportCondition, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, itemId, condition, input, context }: ReportCondition): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'ReportCondition', itemId, condition, input }, context);
  }
}

@CommandHandler(JudgeCondition)
export class JudgeConditionHandler implements ICommandHandler<JudgeCondition, Outcome> {
  constructor(private readonly streams: MeetingStreams) {}

  execute({ id, itemId, condition, input, context }: JudgeCondition): Promise<Outcome> {
    return this.streams.onMeeting(id, { type: 'JudgeCondition', itemId, condition, input }, context);
  }
}

/** Every handler, for the module. */
export const meetingHandlers = [
  ScheduleMeetingHandler, CancelMeetingHandler, AddAgendaItemHandler, RecordAttendanceHandler, DeclareInterestHandler, OpenDossierHandler,
  GiveScoreHandler, CastVoteHandler, ConcludeItemHandler, DecideItemHandler, RecordAdoptionHandler, ReportConditionHandler, JudgeConditionHandler,
];
