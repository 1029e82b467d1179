import { type Decider, type Refusal, isRefusal, refuse } from '#event-store';
import type { Day } from '#measures';
import { clear } from '#vault';
import { amendAgreement, draftAgreement, lapseDecision, makeDecision, signAgreement } from './agreement.rules.ts';
import { blacklistFinding } from './blacklist.rules.ts';
import type { DealCommand, InputOf, RuleCommand } from './deal.commands.ts';
import type { DealEvent, MeetingReference } from './deal.events.ts';
import { type DealFacts, sharesHands, submitterAmong } from './deal.facts.ts';
import { missing } from './deal.requirements.ts';
import { type Deal, type DealState, evolve } from './deal.state.ts';
import { misfit } from './deal.table.ts';

type Answer = readonly DealEvent[] | Refusal;

/**
 * The life of a deal, from the opened negotiation to the signed agreement or the close. Whether a command fits is
 * said by `commandTable`, what a column asks for by `requirements` and `gates`; here is what remains of each command.
 */
export const dealDecider: Decider<DealState, DealCommand, DealFacts, DealEvent> = {
  initial: null,
  decide: (command, deal, facts) => explained(answer(command, deal, facts), command.input.lateReason),
  evolve,
};

function answer(command: DealCommand, deal: DealState, facts: DealFacts): Answer {
  if (command.type === 'OpenDeal') return deal ? refuse('deal.already-open') : openDeal(command.input);
  if (!deal) return refuse('deal.unknown');
  if (command.type === 'LapseDecision') return lapseDecision(deal, facts);
  if (command.type === 'ReassignDeal') return deal.unit === command.input.to ? [] : [{ type: 'DealReassigned', data: { from: deal.unit, to: command.input.to } }];
  if (facts.disputed === true && (command.type === 'OfferTransfer' || command.type === 'AcceptTransfer')) return misfit(command.type, deal) ?? refuse('deal.disputed');
  return misfit(command.type, deal) ?? decideOn(command, deal, facts);
}

function decideOn(command: Exclude<DealCommand, { type: RuleCommand }>, deal: Deal, facts: DealFacts): Answer {
  switch (command.type) {
    case 'RecordRound':
      return recordRound(command.input);
    case 'Revalue':
      return revalue(command.input, deal);
    case 'SubmitDossier':
      return submitDossier(command.input, deal, facts);
    case 'ConcludeReview':
      return concludeReview(command.input, deal, facts, command.meeting);
    case 'DraftAgreement':
      return draftAgreement(command.input, deal, facts);
    case 'MakeDecision':
      return makeDecision(command.input, deal, facts, command.meeting);
    case 'SignAgreement':
      return signAgreement(command.input, deal, facts);
    case 'AmendAgreement':
      return amendAgreement(command.input, deal, facts);
    case 'LoseDeal':
      return tooEarly(deal, facts) ?? [{ type: 'DealLost', data: closing(command.input) }];
    case 'WithdrawDeal':
      return tooEarly(deal, facts) ?? [{ type: 'DealWithdrawn', data: closing(command.input) }];
    case 'TerminateAgreement':
      return tooEarly(deal, facts) ?? [{ type: 'AgreementTerminated', data: { ...closing(command.input), clawback: command.input.clawback } }];
    case 'HoldDeal':
      return tooEarly(deal, facts) ?? holdDeal(command.input, facts);
    case 'ResumeDeal':
      return before(deal.hold, facts) ?? [{ type: 'DealResumed', data: { reason: secret(command.input.reason) } }];
    case 'ReopenDeal':
      return tooEarly(deal, facts) ?? [{ type: 'DealReopened', data: { cycle: deal.cycle + 1, reason: clear(command.input.reason) } }];
    case 'OfferTransfer':
      return offerTransfer(command.input, deal);
    case 'AcceptTransfer':
      return before(deal.offer, facts) ?? [{ type: 'DealTransferAccepted', data: offered(deal) }];
    case 'DeclineTransfer':
      return before(deal.offer, facts) ?? [{ type: 'DealTransferDeclined', data: { ...offered(deal), reason: secret(command.input.reason) } }];
  }
}

function openDeal({ lateReason: _, ...input }: InputOf<'OpenDeal'>): Answer {
  return [{ type: 'DealOpened', data: input }];
}

function recordRound({ topics, ourPosition, theirPosition, agreed }: InputOf<'RecordRound'>): Answer {
  const said = topics.map(({ code, text }) => ({ code, text: secret(text) }));
  return [{ type: 'RoundRecorded', data: { topics: said, ourPosition: secret(ourPosition), theirPosition: secret(theirPosition), agreed: secret(agreed) } }];
}

function revalue({ amount, reason }: InputOf<'Revalue'>, deal: Deal): Answer {
  return [{ type: 'DealRevalued', data: { from: deal.amount, to: amount, reason: clear(reason) } }];
}

function submitDossier({ lateReason: _, overrideReason, ...dossier }: InputOf<'SubmitDossier'>, deal: Deal, facts: DealFacts): Answer {
  const submitted: Deal = { ...deal, dossier: { id: '', on: facts.on, by: facts.actor, data: { dossier } } };
  const fields = missing(submitted, 'in-review', facts).flatMap((blocking) => ('field' in blocking ? [blocking.field] : []));
  if (fields.length > 0) return refuse('deal.requirements-missing', { column: 'in-review', fields });
  const blacklist = blacklistFinding(facts, overrideReason);
  if (isRefusal(blacklist)) return blacklist;
  return tooEarly(deal, facts) ?? [{ type: 'DossierSubmitted', data: { dossier, blacklist } }];
}

/** The review meeting: others than who submitted, a quorum without the recused, and a majority for what passes. */
function concludeReview(input: InputOf<'ConcludeReview'>, deal: Deal, { actor, on, settings }: DealFacts, meeting?: MeetingReference): Answer {
  const { outcome, quorum, votes, recused, conditions, minutes } = input;
  const passed = outcome === 'pass' || outcome === 'pass-with-conditions';
  const voting = quorum.present - recused.length;
  if (!meeting && !settings.meetingsOnPaper) return refuse('deal.review-by-meeting', { from: settings.from });
  if (meeting && meeting.dossierId !== deal.dossier?.id) return refuse('deal.dossier-replaced');
  if (deal.dossier && on < deal.dossier.on) return refuse('deal.reviewed-before-dossier', { on, submittedOn: deal.dossier.on });
  if (deal.dossier && (sharesHands(actor, deal.dossier.by) || submitterAmong(meeting?.people ?? [], deal.dossier))) return refuse('deal.submitter-concludes-review');
  if ([actor.account, actor.onBehalfOf].some((account) => account !== undefined && recused.includes(account))) return refuse('deal.recused-concludes-review');
  if (new Set(recused).size < recused.length || votes.for + votes.against > voting) return refuse('deal.votes-exceed-voters', { voters: voting, votes: votes.for + votes.against });
  if (passed && voting < quorum.required) return refuse('deal.quorum-not-reached', { present: voting, required: quorum.required });
  if (passed && votes.for <= votes.against) return refuse('deal.majority-not-reached', { for: votes.for, against: votes.against });
  // A meeting in the system keeps its conditions itself, each to be tracked.
  if (!meeting && (outcome === 'pass-with-conditions') !== conditions.length > 0) return refuse('deal.conditions-do-not-fit', { outcome, conditions: conditions.length });
  return [{ type: 'ReviewConcluded', data: { outcome, quorum, votes, recused, conditions: conditions.map((condition) => clear(condition)), minutes: secret(minutes), ...(meeting && { meeting }) } }];
}


function holdDeal({ code, reason, reviewOn }: InputOf<'HoldDeal'>, { today }: DealFacts): Answer {
  if (reviewOn <= today) return refuse('deal.review-day-past', { reviewOn, today });
  return [{ type: 'DealPutOnHold', data: { code, reason: clear(reason), reviewOn } }];
}

function offerTransfer({ to, creditKept, reason }: InputOf<'OfferTransfer'>, deal: Deal): Answer {
  if (to === deal.unit) return refuse('deal.transfer-to-itself', { unit: to });
  return [{ type: 'DealTransferOffered', data: { from: deal.unit, to, creditKept, reason: secret(reason) } }];
}

function offered({ offer, unit }: Deal): { from: string; to: string; creditKept: number } {
  // `commandTable` lets nothing through without an offer.
  const { from, to, creditKept } = offer?.data ?? { from: unit, to: unit, creditKept: 100 };
  return { from, to, creditKept };
}

function closing({ code, competitor, destination, reason }: InputOf<'LoseDeal'>): Extract<DealEvent, { type: 'DealLost' }>['data'] {
  return { code, competitor, destination, reason: secret(reason) };
}

/** What moves a deal cannot have happened before the deal came to where it is. */
function tooEarly({ stage, since }: Deal, { on }: DealFacts): Refusal | undefined {
  return on < since ? refuse('deal.before-its-column', { on, stage, since }) : undefined;
}

/** An answer cannot have happened before what it answers: a resumption, an acceptance. */
function before(asked: { readonly on: Day } | null, { on }: DealFacts): Refusal | undefined {
  return asked && on < asked.on ? refuse('deal.answered-before-asked', { on, askedOn: asked.on }) : undefined;
}

const secret = (text: string | undefined): ReturnType<typeof clear> | undefined => (text === undefined ? undefined : clear(text));

/** A late entry says why, in every event it leads to. */
function explained(answer: Answer, lateReason: string | undefined): Answer {
  if (isRefusal(answer) || lateReason === undefined) return answer;
  return answer.map((event) => ({ ...event, data: { ...event.data, lateReason: clear(lateReason) } }) as DealEvent);
}
