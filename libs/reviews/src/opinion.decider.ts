import { type Actor, type CommandContext, type Decider, type EventOf, type EventTypes, isRefusal, type Happened, type Refusal, refuse } from '#event-store';
import { type Deal, sharesHands } from '#deals';
import { day, type Day } from '#measures';
import { clear, SecretText } from '#vault';
import { z } from 'zod';

const late = { lateReason: z.string().trim().min(1).max(500).optional() };
const lateText = { lateReason: SecretText.optional() };
const department = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'a department code');
export const opinionOutcome = z.enum(['agree', 'agree-with-conditions', 'object']);

/** 联席会议审查: the departments' written opinions on a deal's dossiers; the stream `opinions-<deal id>`. */
export const opinionEvents = {
  OpinionsRequested: { schema: 1, data: z.strictObject({ dossierId: z.uuid(), departments: z.array(department), dueOn: day.optional(), deal: z.strictObject({ stream: z.string(), revision: z.int() }), ...lateText }) },
  OpinionGiven: { schema: 1, data: z.strictObject({ dossierId: z.uuid(), department, outcome: opinionOutcome, text: SecretText, ...lateText }) },
} satisfies EventTypes;
export type OpinionEvent = EventOf<typeof opinionEvents>;

/** The office asks departments for their opinion on the dossier; without naming any, those that a review waits for. */
export class RequestOpinions {
  static readonly input = z.strictObject({ departments: z.array(department).min(1).max(30).optional(), dueOn: day.optional(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof RequestOpinions.input>, readonly context: CommandContext) {}
}

/** A department's opinion, in writing; another one on the same dossier replaces it, in the open. */
export class GiveOpinion {
  static readonly input = z.strictObject({ outcome: opinionOutcome, text: z.string().trim().min(1).max(4000), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof GiveOpinion.input>, readonly context: CommandContext) {}
}

/** The stream of a deal's opinions. */
export const opinionsStream = (dealId: string): string => `opinions-${dealId}`;

export type OpinionCommand = { readonly type: 'RequestOpinions'; readonly input: RequestOpinions['input'] } | { readonly type: 'GiveOpinion'; readonly input: GiveOpinion['input'] };
export type OpinionsState = readonly Happened<OpinionEvent>[];
/** The deal, whose opinions a review of it waits for, and the department the actor speaks for. */
export type OpinionFacts = { readonly actor: Actor; readonly on: Day; readonly department: string | null; readonly required: readonly string[]; readonly deal: { readonly id: string; readonly state: Deal; readonly revision: number } };

/** The department an account speaks for: finance and legal are their own, any other department is its unit. */
export function departmentOf({ role, unit }: Actor): string | null {
  return role === 'finance' || role === 'legal' ? role : role === 'department' ? unit : null;
}

/** Opinions are asked for and given on one dossier; another dossier asks anew. */
export const opinionsDecider: Decider<OpinionsState, OpinionCommand, OpinionFacts, OpinionEvent> = {
  initial: [],
  decide(command, said, facts) {
    const { dossier, stage } = facts.deal.state;
    if (!dossier || stage !== 'in-review') return refuse('meeting.deal-not-in-review', { stage });
    if (facts.on < dossier.on) return refuse('opinion.before-dossier', { on: facts.on, submittedOn: dossier.on });
    const events = command.type === 'RequestOpinions' ? request(command.input, said, dossier.id, facts) : give(command.input, said, dossier, facts);
    const { lateReason } = command.input;
    if (isRefusal(events) || lateReason === undefined) return events;
    return events.map((event) => ({ ...event, data: { ...event.data, lateReason: clear(lateReason) } }) as OpinionEvent);
  },
  evolve: (said, event) => [...said, event],
};

function request({ departments, dueOn }: RequestOpinions['input'], said: OpinionsState, dossierId: string, { required, deal, on }: OpinionFacts): readonly OpinionEvent[] | Refusal {
  if (dueOn !== undefined && dueOn < on) return refuse('opinion.due-before', { dueOn, on });
  const asked = requestedOf(said, dossierId);
  const fresh = [...new Set(departments ?? required)].filter((each) => !asked.includes(each));
  if (fresh.length === 0) return refuse('opinion.requested-already', { departments: asked });
  return [{ type: 'OpinionsRequested', data: { dossierId, departments: fresh, dueOn, deal: { stream: `deal-${deal.id}`, revision: deal.revision } } }];
}

function give({ outcome, text }: GiveOpinion['input'], said: OpinionsState, dossier: NonNullable<Deal['dossier']>, { actor, department: speaksFor }: OpinionFacts): readonly OpinionEvent[] | Refusal {
  if (speaksFor === null || !requestedOf(said, dossier.id).includes(speaksFor)) return refuse('opinion.not-requested', { department: speaksFor });
  if (sharesHands(actor, dossier.by)) return refuse('opinion.submitter-gives');
  return [{ type: 'OpinionGiven', data: { dossierId: dossier.id, department: speaksFor, outcome, text: clear(text) } }];
}

/** The departments asked about a dossier. */
export function requestedOf(said: OpinionsState, dossierId: string): readonly string[] {
  return said.flatMap((event) => (event.type === 'OpinionsRequested' && event.data.dossierId === dossierId ? event.data.departments : []));
}

/** The departments that gave an opinion on a dossier by a day. */
export function givenOn(said: OpinionsState, dossierId: string, by: Day): readonly string[] {
  return [...new Set(said.flatMap((event) => (event.type === 'OpinionGiven' && event.data.dossierId === dossierId && event.occurredOn <= by ? [event.data.department] : [])))];
}
