import { answerOffer, amend, close, decide, hold, lightAgreement, offerDeal, pass, reopen, resume, revalue, review, rounds, sign, submit } from './deal-acts.ts';
import { assign, milestone, paidIn } from './delivery-acts.ts';
import { comment, openNegotiation, pursue, transferLead } from './lead-acts.ts';
import { type Plot, protectedThread, type Tail } from './lead-plots.ts';
import type { Scene, Thread } from './scene.ts';
import type { Cast, Wish } from './thread.ts';

const RECENT: Tail = [0, 60];
const SETTLED: Tail = [0, 270];
const LONG_AGO: Tail = [5, 540];

/** From the filing to talks. */
function toNegotiation(scene: Scene, cast: Cast, wish?: Wish): Thread {
  const { dice } = scene;
  const thread = protectedThread(scene, cast, wish);
  pursue(scene, thread, dice.int(2, 5), [3, 9]);
  if (dice.chance(0.1)) transferLead(scene, thread);
  openNegotiation(scene, thread);
  return thread;
}

/** Talks, with what happens in them now and then. */
function talks(scene: Scene, thread: Thread, least = 1): void {
  const { dice } = scene;
  rounds(scene, thread, dice.int(least, least + 2));
  if (dice.chance(0.35)) revalue(scene, thread);
  if (dice.chance(0.3)) lightAgreement(scene, thread);
  if (dice.chance(0.12)) answerOffer(scene, thread, dice.chance(0.7));
  if (dice.chance(0.12)) {
    hold(scene, thread);
    resume(scene, thread);
  }
  if (dice.chance(0.3)) comment(scene, thread);
}

function toReview(scene: Scene, cast: Cast, wish?: Wish): Thread {
  const thread = toNegotiation(scene, cast, wish);
  talks(scene, thread, 2);
  submit(scene, thread);
  return thread;
}

function toApproved(scene: Scene, cast: Cast, wish?: Wish): Thread {
  const thread = toReview(scene, cast, wish);
  pass(scene, thread);
  decide(scene, thread, 'approve');
  return thread;
}

function toSigned(scene: Scene, cast: Cast, wish?: Wish): Thread {
  const thread = toApproved(scene, cast, wish);
  sign(scene, thread);
  return thread;
}

function toLanded(scene: Scene, cast: Cast): Thread {
  const thread = toSigned(scene, cast, { kind: 'capital' });
  assign(scene, thread);
  milestone(scene, thread, 'company-registered', [7, 25]);
  paidIn(scene, thread, scene.dice.int(8, 20));
  milestone(scene, thread, 'site-secured', [10, 30]);
  return thread;
}

function toStarted(scene: Scene, cast: Cast): Thread {
  const thread = toLanded(scene, cast);
  milestone(scene, thread, 'construction-started', [20, 60]);
  paidIn(scene, thread, scene.dice.int(10, 25));
  return thread;
}

function toProducing(scene: Scene, cast: Cast): Thread {
  const thread = toStarted(scene, cast);
  if (scene.dice.chance(0.3)) amend(scene, thread);
  paidIn(scene, thread, scene.dice.int(10, 25));
  milestone(scene, thread, 'production-started', [60, 130]);
  return thread;
}

function toArrived(scene: Scene, cast: Cast): Thread {
  const thread = toSigned(scene, cast, { kind: 'other' });
  assign(scene, thread);
  milestone(scene, thread, 'arrived', [20, 70]);
  return thread;
}

const after = (tell: (scene: Scene, cast: Cast) => void, tail: Tail): Plot => (scene, cast) => {
  tell(scene, cast);
  return tail;
};

const talking = after((scene, cast) => talks(scene, toNegotiation(scene, cast)), RECENT);

const onHold = after((scene, cast) => {
  const thread = toNegotiation(scene, cast);
  rounds(scene, thread, 2);
  hold(scene, thread);
}, [1, 38]);

const underOffer = after((scene, cast) => {
  const thread = toNegotiation(scene, cast);
  rounds(scene, thread, 2);
  offerDeal(scene, thread);
}, [0, 5]);

const handedOver = after((scene, cast) => {
  const thread = toNegotiation(scene, cast);
  rounds(scene, thread, 2);
  answerOffer(scene, thread, true);
  rounds(scene, thread, scene.dice.int(1, 3));
}, RECENT);

const notTaken = after((scene, cast) => {
  const thread = toNegotiation(scene, cast);
  rounds(scene, thread, 2);
  answerOffer(scene, thread, false);
  rounds(scene, thread, 1);
}, RECENT);

const sentBack = after((scene, cast) => {
  const thread = toReview(scene, cast);
  if (scene.dice.chance(0.5)) {
    review(scene, thread, 'reject');
  } else {
    review(scene, thread, 'pass');
    decide(scene, thread, 'return');
  }
  rounds(scene, thread, 2);
}, RECENT);

const reopened = after((scene, cast) => {
  const thread = toNegotiation(scene, cast);
  talks(scene, thread);
  close(scene, thread, 'LoseDeal');
  reopen(scene, thread);
  rounds(scene, thread, 2);
}, RECENT);

const deferred = after((scene, cast) => review(scene, toReview(scene, cast), 'defer'), [0, 12]);

/** A second dossier after a refusal passes. */
const secondTry = after((scene, cast) => {
  const thread = toReview(scene, cast);
  review(scene, thread, 'reject');
  rounds(scene, thread, 1);
  submit(scene, thread);
  pass(scene, thread);
  decide(scene, thread, 'approve');
  sign(scene, thread);
}, SETTLED);

const movedAfterSigning = after((scene, cast) => {
  const thread = toSigned(scene, cast);
  answerOffer(scene, thread, true);
}, SETTLED);

const amended = after((scene, cast) => amend(scene, toSigned(scene, cast, { kind: 'capital' })), SETTLED);

const full = after((scene, cast) => {
  const thread = toProducing(scene, cast);
  paidIn(scene, thread, scene.dice.int(10, 20));
  milestone(scene, thread, 'capacity-reached', [40, 90]);
}, SETTLED);

const lost = after((scene, cast) => {
  const thread = toNegotiation(scene, cast);
  talks(scene, thread);
  close(scene, thread, 'LoseDeal');
}, LONG_AGO);

const lostInReview = after((scene, cast) => close(scene, toReview(scene, cast), 'LoseDeal'), LONG_AGO);

const withdrawn = after((scene, cast) => {
  const thread = toNegotiation(scene, cast);
  talks(scene, thread);
  close(scene, thread, 'WithdrawDeal');
}, LONG_AGO);

const terminated = after((scene, cast) => close(scene, scene.dice.chance(0.5) ? toSigned(scene, cast) : toLanded(scene, cast), 'TerminateAgreement'), LONG_AGO);

const performing = after((scene, cast) => milestone(scene, toArrived(scene, cast), 'performing', [60, 120]), SETTLED);

/** Plots of deals, how often each is told, and at what pace: what has come far went fast, or the story would be too short for it. */
export const dealPlots: Readonly<Record<string, readonly [plot: Plot, times: number, pace?: number]>> = {
  talking: [talking, 12],
  'on-hold': [onHold, 4],
  'under-offer': [underOffer, 2],
  'handed-over': [handedOver, 4],
  'not-taken': [notTaken, 3],
  'sent-back': [sentBack, 3],
  reopened: [reopened, 3],
  'in-review': [after(toReview, [0, 14]), 8],
  deferred: [deferred, 2],
  approved: [after(toApproved, [0, 25]), 8],
  signed: [after(toSigned, SETTLED), 8],
  'second-try': [secondTry, 2],
  'moved-after-signing': [movedAfterSigning, 2],
  amended: [amended, 2],
  landed: [after(toLanded, SETTLED), 8],
  started: [after(toStarted, SETTLED), 9, 0.8],
  producing: [after(toProducing, SETTLED), 8, 0.65],
  'at-capacity': [full, 6, 0.52],
  arrived: [after(toArrived, SETTLED), 6],
  performing: [performing, 6, 0.85],
  lost: [lost, 8],
  'lost-in-review': [lostInReview, 3],
  withdrawn: [withdrawn, 4],
  terminated: [terminated, 3],
};
