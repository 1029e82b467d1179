import { refuse, type Refusal } from '#event-store';
import { sharesHands } from '#deals';
import { clear } from '#vault';
import type { MeetingCommand } from './meeting.commands.ts';
import type { Answer, MeetingFacts } from './meeting.decider.ts';
import { conditionOf, type DataOf, type Item } from './meeting.state.ts';

type On<T extends MeetingCommand['type']> = Extract<MeetingCommand, { type: T }>;
type Condition = DataOf<'ItemConcluded'>['conditions'][number];

/** A condition of a concluded item; undefined when there is none of that number. */
export function conditionIn({ outcome }: Item, id: number): Condition | undefined {
  return outcome?.kind === 'review' ? outcome.entry.data.conditions.find((condition) => condition.id === id) : undefined;
}

/** The responsible unit says that a condition is met and shows what by. */
export function reportCondition({ condition, input }: On<'ReportCondition'>, item: Item, { on }: MeetingFacts): Answer {
  const { verified, reported } = conditionOf(item, condition);
  const refusal = unknown(item, condition, on);
  if (refusal) return refusal;
  if (verified) return refuse('meeting.condition-verified', { on: verified.on });
  if (reported) return refuse('meeting.condition-reported', { on: reported.on });
  return [{ type: 'ConditionMet', data: { ...named(item, condition), evidence: input.evidence, note: input.note === undefined ? undefined : clear(input.note) } }];
}

/** Somebody else verifies it, or sends it back. */
export function judgeCondition({ condition, input }: On<'JudgeCondition'>, item: Item, { actor, on }: MeetingFacts): Answer {
  const { verified, reported } = conditionOf(item, condition);
  const refusal = unknown(item, condition, on);
  if (refusal) return refusal;
  if (verified) return refuse('meeting.condition-verified', { on: verified.on });
  if (!reported) return refuse('meeting.condition-not-reported');
  if (sharesHands(actor, reported.by)) return refuse('meeting.reporter-verifies');
  if (on < reported.on) return refuse('meeting.judged-before-reported', { on, reportedOn: reported.on });
  if (input.verdict === 'refuse') return [{ type: 'ConditionRefused', data: { ...named(item, condition), reason: clear(input.reason) } }];
  return [{ type: 'ConditionVerified', data: { ...named(item, condition), reportedBy: reported.by.account } }];
}

function unknown(item: Item, condition: number, on: string): Refusal | undefined {
  if (!conditionIn(item, condition)) return refuse('meeting.condition-unknown', { condition });
  const set = item.outcome?.entry.on ?? on;
  return on < set ? refuse('meeting.before-conclusion', { on, concludedOn: set }) : undefined;
}

const named = ({ added: { data } }: Item, condition: number) => ({ itemId: data.itemId, dealId: data.dealId, condition });
