import type { CommandContext } from '#event-store';
import { clearance, decisionKind, reviewOutcome, sha256 } from '#deals';
import { day } from '#measures';
import { z } from 'zod';
import { accountName, meetingKind, unitOf, voteKind } from './meeting.events.ts';
import { decisionBodies } from './meeting.settings.ts';

const text = z.string().trim().min(1).max(4000);
const late = { lateReason: z.string().trim().min(1).max(500).optional() };
const members = z.array(accountName).min(1).max(60);

/** A review meeting (评审会) or a decision meeting (决策会) of a body is called for a day. */
export class ScheduleMeeting {
  static readonly input = z.strictObject({ kind: meetingKind, body: z.enum(decisionBodies).optional(), on: day, members, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof ScheduleMeeting.input>, readonly context: CommandContext) {}
}

/** The meeting will not be held. */
export class CancelMeeting {
  static readonly input = z.strictObject({ reason: text, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof CancelMeeting.input>, readonly context: CommandContext) {}
}

/** A deal's dossier, as it is now, comes on the agenda. */
export class AddAgendaItem {
  static readonly input = z.strictObject({ dealId: z.uuid(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof AddAgendaItem.input>, readonly context: CommandContext) {}
}

/** Which members were there. */
export class RecordAttendance {
  static readonly input = z.strictObject({ present: z.array(accountName).max(60), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof RecordAttendance.input>, readonly context: CommandContext) {}
}

/** A member says whether there is an interest of theirs in the deal; an interest is a recusal. */
export class DeclareInterest {
  static readonly input = z.strictObject({ interest: z.boolean(), text: text.optional(), ...late });
  constructor(readonly id: string, readonly itemId: string, readonly input: z.infer<typeof DeclareInterest.input>, readonly context: CommandContext) {}
}

/** A member opens the dossier; from then on they may read it. */
export class OpenDossier {
  static readonly input = z.strictObject(late);
  constructor(readonly id: string, readonly itemId: string, readonly input: z.infer<typeof OpenDossier.input>, readonly context: CommandContext) {}
}

/** A member's own score by every criterion of the scheme, 0 to 100 points; the last one before the conclusion counts. */
export class GiveScore {
  static readonly input = z.strictObject({ scores: z.array(z.strictObject({ criterion: z.string().min(1).max(60), points: z.int().min(0).max(100) })).min(1).max(40), remark: text.optional(), ...late });
  constructor(readonly id: string, readonly itemId: string, readonly input: z.infer<typeof GiveScore.input>, readonly context: CommandContext) {}
}

/** A member's own vote; the last one before the decision counts. */
export class CastVote {
  static readonly input = z.strictObject({ vote: voteKind, remark: text.optional(), ...late });
  constructor(readonly id: string, readonly itemId: string, readonly input: z.infer<typeof CastVote.input>, readonly context: CommandContext) {}
}

/** What the review meeting concluded about an item; conditions go with a conditional pass, each with who meets it and by when. */
export class ConcludeItem {
  static readonly input = z.strictObject({
    outcome: reviewOutcome,
    conditions: z.array(z.strictObject({ text, unit: unitOf, dueOn: day })).max(50).default([]),
    minutes: text.optional(),
    ...late,
  });
  constructor(readonly id: string, readonly itemId: string, readonly input: z.infer<typeof ConcludeItem.input>, readonly context: CommandContext) {}
}

/** What the decision meeting decided about an item and, when it approved, about which formal draft with which clearances. */
export class DecideItem {
  static readonly input = z.strictObject({ decision: decisionKind, sha256: sha256.optional(), legal: clearance.optional(), fairCompetition: clearance.optional(), minutes: text.optional(), ...late });
  constructor(readonly id: string, readonly itemId: string, readonly input: z.infer<typeof DecideItem.input>, readonly context: CommandContext) {}
}

/** The responsible unit reports a condition as met, with its evidence. */
export class ReportCondition {
  static readonly input = z.strictObject({ evidence: z.array(z.uuid()).min(1).max(20), note: text.optional(), ...late });
  constructor(readonly id: string, readonly itemId: string, readonly condition: number, readonly input: z.infer<typeof ReportCondition.input>, readonly context: CommandContext) {}
}

/** Somebody else verifies or refuses what was reported. */
export class JudgeCondition {
  static readonly input = z.discriminatedUnion('verdict', [z.strictObject({ verdict: z.literal('verify'), ...late }), z.strictObject({ verdict: z.literal('refuse'), reason: text, ...late })]);
  constructor(readonly id: string, readonly itemId: string, readonly condition: number, readonly input: z.infer<typeof JudgeCondition.input>, readonly context: CommandContext) {}
}

/** What became of an outcome in the deal's stream; sent by the reaction, never over the wire. */
export class RecordAdoption {
  static readonly input = z.union([z.strictObject({ revision: z.int().min(0) }), z.strictObject({ code: z.string() })]);
  constructor(readonly id: string, readonly itemId: string, readonly input: z.infer<typeof RecordAdoption.input>, readonly context: CommandContext) {}
}

type Plain = { readonly ScheduleMeeting: ScheduleMeeting; readonly CancelMeeting: CancelMeeting; readonly AddAgendaItem: AddAgendaItem; readonly RecordAttendance: RecordAttendance };
type OnItem = { readonly DeclareInterest: DeclareInterest; readonly OpenDossier: OpenDossier; readonly GiveScore: GiveScore; readonly CastVote: CastVote; readonly ConcludeItem: ConcludeItem; readonly DecideItem: DecideItem; readonly RecordAdoption: RecordAdoption };
type OnCondition = { readonly ReportCondition: ReportCondition; readonly JudgeCondition: JudgeCondition };
type Commands = Plain & OnItem & OnCondition;

/** What a command carries once parsed. */
export type InputOf<N extends keyof Commands> = Commands[N]['input'];

/** A command as the decider takes it. */
export type MeetingCommand =
  | { [N in keyof Plain]: { readonly type: N; readonly input: InputOf<N> } }[keyof Plain]
  | { [N in keyof OnItem]: { readonly type: N; readonly itemId: string; readonly input: InputOf<N> } }[keyof OnItem]
  | { [N in keyof OnCondition]: { readonly type: N; readonly itemId: string; readonly condition: number; readonly input: InputOf<N> } }[keyof OnCondition];
