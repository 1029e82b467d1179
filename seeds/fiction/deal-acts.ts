import { addDays } from '#measures';
import type { StoryCommand } from '../commands.ts';
import { anotherUnit, headOf, leader, office, someoneOf } from './people.ts';
import { act, type Dates, lag, moneyOf, move, type Scene, type Thread, wait } from './scene.ts';
import { paper } from './thread.ts';
import { followUp } from './lead-acts.ts';
import { inventPlace, positions, revaluations } from './words.ts';

const STEP = 500_000_000;
const share = (fen: number, percent: number): number => Math.max(STEP, Math.round((fen * percent) / 100 / STEP) * STEP);

/** Rounds of talks, with a follow-up between them now and then. */
export function rounds(scene: Scene, thread: Thread, times: number): void {
  const { dice } = scene;
  for (let index = 0; index < times; index++) {
    wait(scene, 5, 14);
    const topics = [...new Set([dice.pick(['land', 'investment', 'policy'] as const), dice.pick(['energy', 'environment', 'staff', 'timetable', 'financing'] as const)])].map((code) => ({ code }));
    const said = { ourPosition: dice.pick(positions.ours), theirPosition: dice.pick(positions.theirs), ...(dice.chance(0.6) && { agreed: dice.pick(positions.agreed) }) };
    act(scene, someoneOf(dice, thread.unit), () => ({ name: 'RecordRound', id: thread.id, input: { topics, ...said } }), { late: lag(dice), floor: thread.floor });
    if (dice.chance(0.6)) {
      wait(scene, 2, 5);
      followUp(scene, thread);
    }
  }
}

/** Another amount before signing. */
export function revalue(scene: Scene, thread: Thread): void {
  wait(scene, 1, 6);
  thread.amount = share(thread.amount, scene.dice.int(70, 140));
  const { amount } = thread;
  const reason = scene.dice.pick(revaluations);
  const entry = act(scene, headOf(thread.unit), (dates) => ({ name: 'Revalue', id: thread.id, input: { amount: moneyOf(thread, amount, dates(entry.happened)), reason } }), { floor: thread.floor });
}

/** A text of an agreement enters the deal. */
export function draft(scene: Scene, thread: Thread, kind: 'framework' | 'intent' | 'formal' | 'supplementary'): void {
  const text = paper(thread, kind);
  const title = `${thread.title}${{ framework: '框架协议', intent: '意向协议', formal: '投资协议', supplementary: '补充协议' }[kind]}`;
  thread.texts.set(kind, text);
  act(scene, someoneOf(scene.dice, thread.unit), () => ({ name: 'DraftAgreement', id: thread.id, input: { kind, ...text, title, fixesLandPrice: false } }));
}

/** A framework or intent agreement, which does not bind. */
export function lightAgreement(scene: Scene, thread: Thread): void {
  const kind = scene.dice.pick(['framework', 'intent'] as const);
  wait(scene, 2, 6);
  draft(scene, thread, kind);
  wait(scene, 2, 8);
  const text = textOf(thread, kind);
  act(scene, leader, () => ({ name: 'SignAgreement', id: thread.id, input: { kind, ...text } }), { late: scene.dice.int(0, 2), floor: thread.floor });
}

/** The formal draft and the dossier go to the review. */
export function submit(scene: Scene, thread: Thread): void {
  const { dice } = scene;
  if (!thread.texts.has('formal')) {
    wait(scene, 2, 6);
    draft(scene, thread, 'formal');
  }
  wait(scene, 1, 6);
  if (dice.chance(0.5)) thread.amount = share(thread.amount, dice.int(85, 120));
  thread.output = share(thread.amount, dice.int(90, 180));
  const { amount, output, kind } = thread;
  const [land, jobs, energyTce, half] = [dice.int(25, 300) * 100, dice.int(30, 900), dice.int(300, 30_000), dice.int(55, 85)];
  const environmentClass = dice.pick(['report', 'form', 'registration'] as const);
  const entry = move(scene, thread, headOf(thread.unit), (dates) => {
    const money = (fen: number) => moneyOf(thread, fen, dates(entry.happened));
    const common = { totalInvestment: money(amount), fixedInvestment: money(share(amount, half)), jobs, timetable: timetable(kind, dates, entry.day) };
    const business = { outputPerYear: money(output), taxPerYear: money(Math.round(output * 0.04)) };
    const input = kind === 'capital' ? { ...common, ...business, land, energyTce, environmentClass } : kind === 'technology' ? { ...common, ...business } : common;
    return { name: 'SubmitDossier', id: thread.id, input };
  }, dice.int(0, 2));
}

function timetable(kind: Thread['kind'], dates: Dates, day: number) {
  const planned = (milestone: 'arrived' | 'performing' | 'construction-started' | 'production-started' | 'capacity-reached', days: number) => ({ milestone, plannedOn: addDays(dates(day), days) });
  if (kind !== 'capital') return [planned('arrived', 90), planned('performing', 270)];
  return [planned('construction-started', 150), planned('production-started', 480), planned('capacity-reached', 660)];
}

/** What the review meeting concludes. */
export function review(scene: Scene, thread: Thread, outcome: 'pass' | 'pass-with-conditions' | 'defer' | 'reject'): void {
  const { dice } = scene;
  wait(scene, 4, 14);
  const recused = dice.chance(0.15) ? ['reviewer3'] : [];
  const against = outcome === 'reject' ? dice.int(5, 7) : dice.int(0, 2);
  const votes = { for: 8 - against, against };
  const conditions = outcome === 'pass-with-conditions' ? ['投资强度不低于入园标准', '环评批复前不得开工'] : [];
  move(scene, thread, office, () => ({ name: 'ConcludeReview', id: thread.id, input: { outcome, quorum: { present: 9, required: 7 }, votes, recused, conditions, minutes: '评审会议纪要（虚构）' } }), dice.int(0, 3));
}

/** The review passes, at once or after a deferral. */
export function pass(scene: Scene, thread: Thread): void {
  if (scene.dice.chance(0.15)) review(scene, thread, 'defer');
  review(scene, thread, scene.dice.chance(0.25) ? 'pass-with-conditions' : 'pass');
}

/** What the decision meeting decides. */
export function decide(scene: Scene, thread: Thread, decision: 'approve' | 'return'): void {
  const reviewed = thread.floor;
  wait(scene, 3, 12);
  const { sha256 } = textOf(thread, 'formal');
  move(scene, thread, leader, (dates) => {
    const cleared = (by: string) => ({ by, on: dates(reviewed) });
    const input = decision === 'approve' ? { decision, sha256, legal: cleared('legal'), fairCompetition: cleared('legal') } : { decision, reason: '用地规模须进一步论证' };
    return { name: 'MakeDecision', id: thread.id, input };
  }, scene.dice.int(0, 2));
}

/** The formal agreement is signed as it was approved. */
export function sign(scene: Scene, thread: Thread): void {
  wait(scene, 4, 25);
  const text = textOf(thread, 'formal');
  move(scene, thread, leader, () => ({ name: 'SignAgreement', id: thread.id, input: { kind: 'formal', ...text } }), lag(scene.dice));
}

/** A supplementary agreement changes the signed amount. */
export function amend(scene: Scene, thread: Thread): void {
  wait(scene, 10, 30);
  draft(scene, thread, 'supplementary');
  wait(scene, 3, 10);
  thread.amount = share(thread.amount, scene.dice.int(105, 130));
  const { amount } = thread;
  const text = textOf(thread, 'supplementary');
  const entry = act(scene, leader, (dates) => ({ name: 'AmendAgreement', id: thread.id, input: { ...text, amount: moneyOf(thread, amount, dates(entry.happened)), approvalReference: '管委会专题会议纪要（虚构）' } }), { floor: thread.floor });
}

/** The deal rests until a day to come. */
export function hold(scene: Scene, thread: Thread): void {
  const { dice } = scene;
  wait(scene, 2, 8);
  const code = dice.pick(['investor-asks', 'policy-pending', 'land-pending', 'approval-pending', 'financing-pending'] as const);
  const days = dice.int(40, 80);
  const entry = move(scene, thread, headOf(thread.unit), (dates) => ({ name: 'HoldDeal', id: thread.id, input: { code, reason: '等待外部条件具备', reviewOn: addDays(dates(entry.day), days) } }));
}

/** And goes on. */
export function resume(scene: Scene, thread: Thread): void {
  wait(scene, 12, 38);
  move(scene, thread, headOf(thread.unit), () => ({ name: 'ResumeDeal', id: thread.id, input: { reason: '条件已具备，恢复推进' } }));
}

/** The deal is offered to another unit. */
export function offerDeal(scene: Scene, thread: Thread): string {
  const to = anotherUnit(scene.dice, thread.unit);
  const creditKept = scene.dice.pick([30, 40, 50, 60]);
  wait(scene, 2, 7);
  move(scene, thread, headOf(thread.unit), () => ({ name: 'OfferDeal', id: thread.id, input: { to, creditKept, reason: '按产业归口移交' } }));
  return to;
}

/** The other unit takes it, or declines. */
export function answerOffer(scene: Scene, thread: Thread, taken: boolean): void {
  const to = offerDeal(scene, thread);
  wait(scene, 1, 5);
  move(scene, thread, headOf(to), (): StoryCommand => (taken ? { name: 'AcceptDeal', id: thread.id, input: {} } : { name: 'DeclineDeal', id: thread.id, input: { reason: '本队在手项目已满' } }));
  if (taken) thread.unit = to;
}

/** The deal ends before signing, or its agreement after. */
export function close(scene: Scene, thread: Thread, how: 'LoseDeal' | 'WithdrawDeal' | 'TerminateAgreement'): void {
  const { dice } = scene;
  wait(scene, 4, 16);
  const code = how === 'TerminateAgreement' ? dice.pick(['financing', 'breach', 'market'] as const) : dice.pick(['competitor', 'policy', 'land', 'cost', 'energy', 'financing', 'investor-changed-plans'] as const);
  const place = code === 'competitor' ? { destination: inventPlace(dice), competitor: '外地园区（虚构）' } : {};
  const actor = how === 'TerminateAgreement' ? office : headOf(thread.unit);
  move(scene, thread, actor, () => ({ name: how, id: thread.id, input: { code, ...place, reason: '双方书面确认终止' } }), dice.int(0, 4));
}

/** A closed deal is talked about again; its texts have to be drafted anew. */
export function reopen(scene: Scene, thread: Thread): void {
  wait(scene, 25, 60);
  move(scene, thread, headOf(thread.unit), () => ({ name: 'ReopenDeal', id: thread.id, input: { reason: '企业重新启动选址' } }));
  thread.texts.clear();
}

function textOf(thread: Thread, kind: string): { readonly documentId: string; readonly sha256: string } {
  const text = thread.texts.get(kind);
  if (!text) throw new Error(`${thread.title} has no ${kind} draft`);
  return text;
}
