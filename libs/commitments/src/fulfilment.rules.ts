import { type Refusal, refuse } from '#event-store';
import { principal, sharesHands } from '#deals';
import { addDays } from '#measures';
import { clear } from '#vault';
import { inOwnName, nothingToDo } from './commitment.checks.ts';
import type { CommitmentData, CommitmentEvent } from './commitment.events.ts';
import type { CommitmentCommand, CommitmentFacts } from './commitment.facts.ts';
import { type Commitment, fundsOf, heldCostings } from './commitment.state.ts';

type Answer = readonly CommitmentEvent[] | Refusal;
type On<T extends CommitmentCommand['type']> = Extract<CommitmentCommand, { type: T }>;
type Findings = Pick<CommitmentData<'FulfilmentReported'>, 'conditions' | 'blacklist'>;

/** Somebody says that a promise was kept. The zone keeps none to a listed firm unless a leader says why, nor before its conditions are verified. */
export function reportFulfilment({ input: { evidence, note, overrideReason } }: On<'ReportFulfilment'>, commitment: Commitment, facts: CommitmentFacts): Answer {
  const signedOn = commitment.enforced?.data.signedOn;
  if (signedOn !== undefined && facts.on < signedOn) return refuse('commitment.before-signing', { on: facts.on, signedOn });
  if (overrideReason !== undefined && !facts.blacklist?.blacklisted) return refuse('commitment.nothing-to-override');
  const refusal = overrideReason === undefined ? undefined : inOwnName(facts.actor);
  if (refusal) return refusal;
  const found = findings(commitment, facts, overrideReason !== undefined);
  if ('refused' in found) return found;
  const override = overrideReason === undefined || !found.blacklist ? found : { ...found, blacklist: { ...found.blacklist, override: clear(overrideReason), overriddenBy: principal(facts.actor) } };
  return [{ type: 'FulfilmentReported', data: { dealId: facts.dealId, evidence, note: note === undefined ? undefined : clear(note), ...override } }];
}

/** Somebody else verifies it, on the day it was kept; what stood in its way is asked again. */
export function judgeFulfilment({ input }: On<'JudgeFulfilment'>, commitment: Commitment, facts: CommitmentFacts): Answer {
  const { report } = commitment;
  if (!report) return refuse('commitment.nothing-reported');
  if (sharesHands(facts.actor, report.by)) return refuse('commitment.reporter-verifies');
  if (facts.on < report.on) return refuse('commitment.judged-before-it-happened', { on: facts.on, happenedOn: report.on });
  const { dealId } = facts;
  if (input.verdict === 'refuse') return [{ type: 'FulfilmentRefused', data: { dealId, reason: clear(input.reason) } }];
  const overriddenBy = report.data.blacklist?.overriddenBy;
  const found = findings(commitment, facts, overriddenBy !== undefined);
  if ('refused' in found) return found;
  const blacklist = found.blacklist && { ...found.blacklist, ...(overriddenBy !== undefined && { overriddenBy }) };
  return [{ type: 'CommitmentFulfilled', data: { dealId, reportedBy: report.by.account, evidence: report.data.evidence, conditions: found.conditions, blacklist }, occurredOn: report.on }];
}

function findings({ proposed }: Commitment, { conditions, blacklist }: CommitmentFacts, overridden: boolean): Findings | Refusal {
  if (proposed.data.direction === 'investor-to-zone') return { conditions: [] };
  const unmet = conditions.filter(({ met }) => !met);
  if (unmet.length > 0) return refuse('commitment.conditions-unverified', { conditions: unmet.map(({ condition }) => JSON.stringify(condition)) });
  if (!blacklist) return refuse('commitment.blacklist-unchecked');
  const { blacklisted, stream, revision } = blacklist;
  if (blacklisted && !overridden) return refuse('commitment.investor-blacklisted', { ground: blacklisted.ground, since: blacklisted.since });
  return { conditions: conditions.map(({ condition, stream: at, revision: seen }) => ({ condition, stream: at, revision: seen })), blacklist: { stream, revision, listed: blacklisted !== null, ground: blacklisted?.ground, since: blacklisted?.since } };
}

/** A leader frees the other side; the money set aside for it is free again. */
export function waiveCommitment({ input: { reason, approvalReference } }: On<'WaiveCommitment'>, commitment: Commitment, { actor, dealId }: CommitmentFacts): Answer {
  return inOwnName(actor) ?? [{ type: 'CommitmentWaived', data: { dealId, reason: clear(reason), approvalReference, releases: fundsOf(heldCostings(commitment)) } }];
}

/** What was due and is not kept is broken; it was not before it fell due. */
export function declareBreach({ input: { reason, evidence } }: On<'DeclareBreach'>, { dueOn }: Commitment, { on, dealId }: CommitmentFacts): Answer {
  if (dueOn !== null && on < dueOn) return refuse('commitment.not-yet-due', { dueOn, today: on });
  return [{ type: 'CommitmentBreached', data: { dealId, reason: clear(reason), evidence } }];
}

/** The day has come. It fell due on its day, whenever that is noticed. */
export function fallDue({ dueOn }: Commitment, { today, dealId }: CommitmentFacts): Answer {
  if (dueOn === null || today < dueOn) return refuse('commitment.not-yet-due', { dueOn, today });
  return [{ type: 'CommitmentFellDue', data: { dealId, dueOn }, occurredOn: dueOn }];
}

/** Marked once per due date, on the first day after the time the settings give. */
export function markOverdue({ dueOn, overdue }: Commitment, { today, dealId, settings }: CommitmentFacts): Answer {
  const overdueOn = dueOn === null ? null : addDays(dueOn, settings.overdueAfterDays + 1);
  if (dueOn === null || overdueOn === null || today < overdueOn) return refuse('commitment.not-yet-due', { dueOn, today });
  return overdue ? nothingToDo : [{ type: 'CommitmentOverdue', data: { dealId, dueOn, settings: settings.from }, occurredOn: overdueOn }];
}
