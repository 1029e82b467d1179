import { type Decider, isRefusal, type Refusal, refuse } from '#event-store';
import { clear } from '#vault';
import { conditionsUnknown, dealRead, nothingToDo } from './commitment.checks.ts';
import type { CommitmentEvent } from './commitment.events.ts';
import type { CommitmentCommand, CommitmentFacts } from './commitment.facts.ts';
import { type Commitment, type CommitmentState, evolve, fundsOf, heldCostings, lacks } from './commitment.state.ts';
import { misfit, proposalMisfit } from './commitment.table.ts';
import { dueDay } from './commitment.terms.ts';
import { amendCommitment, clearCommitment, costCommitment } from './costing.rules.ts';
import { declareBreach, fallDue, judgeFulfilment, markOverdue, reportFulfilment, waiveCommitment } from './fulfilment.rules.ts';

type Answer = readonly CommitmentEvent[] | Refusal;
type On<T extends CommitmentCommand['type']> = Extract<CommitmentCommand, { type: T }>;

/** The life of a promise: proposed, costed and cleared, approved, in force by the signed agreement, then kept or not. */
export const commitmentDecider: Decider<CommitmentState, CommitmentCommand, CommitmentFacts, CommitmentEvent> = {
  initial: null,
  decide: (command, commitment, facts) => explained(answer(command, commitment, facts), command),
  evolve,
};

function answer(command: CommitmentCommand, commitment: CommitmentState, facts: CommitmentFacts): Answer {
  if (command.type === 'ProposeCommitment') return commitment ? refuse('commitment.already-proposed') : propose(command, facts);
  if (!commitment) return refuse('commitment.unknown');
  const refusal = misfit(command.type, commitment) ?? tooEarly(command, commitment, facts) ?? older(command, commitment);
  return refusal ?? ('input' in command ? byPeople(command, commitment, facts) : byRule(command, commitment, facts));
}

function byPeople(command: Exclude<Extract<CommitmentCommand, { input: unknown }>, On<'ProposeCommitment'>>, commitment: Commitment, facts: CommitmentFacts): Answer {
  if (facts.deal.stage === 'closed') return refuse('commitment.deal-closed');
  switch (command.type) {
    case 'WithdrawCommitment':
      return [{ type: 'CommitmentEnded', data: { dealId: facts.dealId, cause: 'withdrawn', reason: clear(command.input.reason), releases: fundsOf(heldCostings(commitment)) } }];
    case 'CostCommitment':
      return costCommitment(command, commitment, facts);
    case 'ClearCommitment':
      return clearCommitment(command, commitment, facts);
    case 'AmendCommitment':
      return amendCommitment(command, commitment, facts);
    case 'ReportFulfilment':
      return reportFulfilment(command, commitment, facts);
    case 'JudgeFulfilment':
      return judgeFulfilment(command, commitment, facts);
    case 'WaiveCommitment':
      return waiveCommitment(command, commitment, facts);
    case 'DeclareBreach':
      return declareBreach(command, commitment, facts);
  }
}

function byRule(command: Exclude<CommitmentCommand, { input: unknown }>, commitment: Commitment, facts: CommitmentFacts): Answer {
  switch (command.type) {
    case 'FallDue':
      return fallDue(commitment, facts);
    case 'MarkOverdue':
      return markOverdue(commitment, facts);
    case 'NoteReservation':
      return noteReservation(command, commitment, facts);
    case 'NoteDecline':
      return noteDecline(command, commitment, facts);
    case 'ApproveCommitment':
      return approve(command, commitment, facts);
    case 'ReturnCommitment':
      return returned(command, commitment, facts);
    case 'EnforceCommitment':
      return enforce(command, commitment, facts);
    case 'FixDueDate': {
      const dueOn = commitment.dueOn === null ? dueDay(commitment.due, command.happening) : undefined;
      return dueOn === undefined ? nothingToDo : [{ type: 'DueDateFixed', data: { dealId: facts.dealId, dueOn, because: command.because } }];
    }
    case 'EndCommitment':
      return end(command, commitment, facts);
  }
}

/** A promise is made in talks, or after signing for the next amendment; between decision and signing nothing is added. */
function propose({ input: { lateReason: _, trigger, kind, ...terms } }: On<'ProposeCommitment'>, facts: CommitmentFacts): Answer {
  const { stage, enterpriseId } = facts.deal;
  if (kind === 'land-price') return refuse('commitment.land-price');
  const unfit = proposalMisfit(stage);
  if (unfit) return unfit;
  if (terms.direction === 'investor-to-zone' && terms.conditions.length > 0) return refuse('commitment.conditions-are-the-investors');
  const refusal = conditionsUnknown(terms, facts);
  return refusal ?? [{ type: 'CommitmentProposed', data: { dealId: facts.dealId, deal: dealRead(facts), enterpriseId, kind, ...terms, trigger: trigger === undefined ? undefined : clear(trigger) } }];
}

function noteReservation({ costing, year, budget }: On<'NoteReservation'>, commitment: Commitment, { dealId }: CommitmentFacts): Answer {
  const asked = commitment.costings.find(({ id }) => id === costing);
  if (asked?.is !== 'asked' || asked.reserved.includes(year)) return nothingToDo;
  const confirms = commitment.enforced ? [{ costing, authority: asked.authority, years: [year] }] : [];
  return [{ type: 'CommitmentReserved', data: { dealId, costing, year, budget, confirms } }];
}

function noteDecline({ costing, year, code, budget }: On<'NoteDecline'>, { costings }: Commitment, { dealId }: CommitmentFacts): Answer {
  const asked = costings.find(({ id }) => id === costing);
  return asked?.is === 'asked' ? [{ type: 'CostingDeclined', data: { dealId, costing, year, code, budget, releases: fundsOf([asked]) } }] : nothingToDo;
}

/** What lacks anything is not approved, whatever the meeting was told. */
function approve({ decision, decidedOn }: On<'ApproveCommitment'>, commitment: Commitment, { dealId }: CommitmentFacts): Answer {
  const missing = lacks(commitment, decidedOn);
  return missing.length > 0 ? refuse('commitment.not-ready', { missing: [...missing] }) : [{ type: 'CommitmentApproved', data: { dealId, decision, decidedOn } }];
}

/** Rejected or lapsed, the money is free again; another dossier only asks for the approval anew. */
function returned({ cause, by }: On<'ReturnCommitment'>, commitment: Commitment, { dealId }: CommitmentFacts): Answer {
  const releases = cause === 'resubmitted' ? [] : fundsOf(heldCostings(commitment).filter(({ dealRevision }) => dealRevision < by.revision));
  if (commitment.status === 'proposed' && releases.length === 0) return nothingToDo;
  return [{ type: 'CommitmentReturned', data: { dealId, cause, by, releases } }];
}

/** By the formal agreement what was approved comes into force, and what was not is over; by a supplementary one what is ready does. */
function enforce({ agreement, signing, signedOn }: On<'EnforceCommitment'>, commitment: Commitment, facts: CommitmentFacts): Answer {
  const { dealId } = facts;
  const held = heldCostings(commitment);
  const ready = agreement === 'formal' ? commitment.status === 'approved' : lacks(commitment, signedOn).length === 0;
  if (!ready && agreement === 'supplementary') return refuse('commitment.not-ready', { missing: [...lacks(commitment, signedOn)] });
  if (!ready) return [{ type: 'CommitmentEnded', data: { dealId, cause: 'not-in-agreement', by: signing, releases: fundsOf(held) } }];
  const happened = [{ anchor: 'signing' as const, on: signedOn }, ...facts.happened];
  const dueOn = dueDay(commitment.due) ?? happened.map((happening) => dueDay(commitment.due, happening)).find((on) => on !== undefined) ?? null;
  return [{ type: 'CommitmentEnforced', data: { dealId, agreement, signing, signedOn, dueOn, confirms: fundsOf(held) } }];
}

/** The deal closed: what was open is over; what the zone had given is claimed back when the agreement was terminated with a clawback. */
function end({ cause, by, clawback }: On<'EndCommitment'>, commitment: Commitment, { dealId }: CommitmentFacts): Answer {
  const { status, proposed: { data: { direction } } } = commitment;
  if (status !== 'fulfilled') return [{ type: 'CommitmentEnded', data: { dealId, cause, by, releases: fundsOf(heldCostings(commitment)) } }];
  return clawback && direction === 'zone-to-investor' ? [{ type: 'CommitmentClawedBack', data: { dealId, termination: by } }] : nothingToDo;
}

/**
 * What happened to the deal before a promise was made, costed, cleared or approved is not about it: the process manager
 * may tell it again, long after.
 */
function older(command: CommitmentCommand, { proposed, approval, clearance, costings }: Commitment): Refusal | undefined {
  const by = 'by' in command ? command.by : 'signing' in command ? command.signing : 'decision' in command ? command.decision : undefined;
  if (!by) return undefined;
  const made = [proposed.data.deal.revision, approval?.data.decision.revision ?? -1];
  const weighed = command.type === 'ApproveCommitment' ? [clearance?.data.deal.revision ?? -1, ...costings.map(({ dealRevision }) => dealRevision)] : [];
  return Math.max(...made, ...weighed) >= by.revision ? refuse('commitment.told-already', { stream: by.stream, revision: by.revision }) : undefined;
}

/** Nothing people do to a promise happened before it was proposed. */
function tooEarly(command: CommitmentCommand, { proposed }: Commitment, { on }: CommitmentFacts): Refusal | undefined {
  return 'input' in command && on < proposed.on ? refuse('commitment.before-proposal', { on, proposedOn: proposed.on }) : undefined;
}

function explained(answer: Answer, command: CommitmentCommand): Answer {
  const reason = 'input' in command ? command.input.lateReason : undefined;
  if (isRefusal(answer) || reason === undefined) return answer;
  return answer.map((event) => ({ ...event, data: { ...event.data, lateReason: clear(reason) } }) as CommitmentEvent);
}
