import type { Operation } from '#access';
import type { MeetingCommand } from './meeting.commands.ts';

type Row = { readonly operation: Operation; /** Whether the sender must say which revision was seen. */ readonly ifMatch: boolean };

/** Command → the operation of the access policy it stands under. What only adds a member's own word needs no `If-Match`. */
export const meetingTable = {
  ScheduleMeeting: { operation: 'meeting.schedule', ifMatch: false },
  CancelMeeting: { operation: 'meeting.schedule', ifMatch: true },
  AddAgendaItem: { operation: 'meeting.schedule', ifMatch: false },
  RecordAttendance: { operation: 'meeting.conclude', ifMatch: true },
  DeclareInterest: { operation: 'meeting.declare', ifMatch: false },
  OpenDossier: { operation: 'meeting.declare', ifMatch: false },
  GiveScore: { operation: 'meeting.score', ifMatch: false },
  CastVote: { operation: 'meeting.vote', ifMatch: false },
  ConcludeItem: { operation: 'meeting.conclude', ifMatch: true },
  DecideItem: { operation: 'meeting.conclude', ifMatch: true },
  ReportCondition: { operation: 'condition.report', ifMatch: false },
  JudgeCondition: { operation: 'condition.verify', ifMatch: false },
} as const satisfies Record<Exclude<MeetingCommand['type'], 'RecordAdoption'>, Row>;

export type MeetingCommandName = keyof typeof meetingTable;
