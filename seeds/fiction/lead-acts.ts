import { claimSettings } from '#leads';
import { AGENT, anotherUnit, headOf, memberOf, office, rule, someoneOf } from './people.ts';
import { act, lag, moneyOf, move, RULE_SLOT, type Scene, type Thread, wait } from './scene.ts';
import { followUpTexts, inventPlace, nextSteps, remarks } from './words.ts';

const { protectionDays } = claimSettings[0];
const channels = ['industry-chain', 'investor-referral', 'park', 'fund', 'commissioned', 'outpost', 'technology', 'platform', 'central-soe', 'event'] as const;
const origins = ['链主企业推荐（虚构）', '商会座谈会结识', '产业基金合伙人引荐（虚构）', '行业展会对接', '校友企业家介绍', '外地驻点走访获取'] as const;

const contents = {
  plant: ['分两期建设，一期两条产线', '新建联合厂房与立体仓库', '租用标准厂房改造洁净车间', '设备国产化率八成以上', '配套危化品仓库与污水预处理', '含检测中心和职工宿舍', '自动化率目标九成', '一期投产后启动二期扩建'],
  service: ['租用写字楼三层', '组建四十人团队', '与在地院校共建', '面向周边六市服务', '首年服务客户百家', '设实训基地'],
} as const;

/** Files the lead. */
export function register(scene: Scene, thread: Thread, overrideReason?: string): void {
  const { dice } = scene;
  const { id, firm, title, kind, subject, person, phone, unit, amount } = thread;
  const source = unit === 'bj' || unit === 'sh' ? 'outpost' : unit === AGENT ? 'commissioned' : dice.pick(channels);
  const origin = dice.pick(origins);
  const content = `${title}，${dice.pick(subject.output ? contents.plant : contents.service)}`;
  thread.registrant = unit === AGENT ? memberOf(unit) : someoneOf(dice, unit);
  const withContact = dice.chance(0.8);
  const entry = act(scene, thread.registrant, (dates) => ({
    name: 'RegisterLead', id,
    input: {
      investor: firm, title, content, kind, source, origin, chain: subject.chain, link: subject.link, overrideReason,
      estimate: moneyOf(thread, amount, dates(entry.happened)),
      ...(withContact && { contact: { name: person, phone, title: '投资总监' } }),
    },
  }), { late: lag(dice) });
  thread.floor = entry.happened;
}

/** The office refers a lead to another unit, where it is triaged anew. */
export function refer(scene: Scene, thread: Thread): void {
  const unit = anotherUnit(scene.dice, thread.unit);
  wait(scene, 1, 3);
  move(scene, thread, office, () => ({ name: 'TriageLead', id: thread.id, input: { outcome: 'refer', unit, text: '按产业方向转办' } }));
  thread.unit = unit;
}

/** The office accepts a lead, within its three days or a little later. */
export function accept(scene: Scene, thread: Thread, overrideReason?: string): void {
  wait(scene, 0, scene.dice.chance(0.85) ? 3 : 6);
  move(scene, thread, office, () => ({ name: 'TriageLead', id: thread.id, input: { outcome: 'accept', overrideReason } }));
}

/** The office rejects a lead. */
export function reject(scene: Scene, thread: Thread, code: 'duplicate' | 'not-in-catalogue' | 'below-standard' | 'investor-unfit' | 'unverifiable', text: string): void {
  wait(scene, 1, 5);
  move(scene, thread, office, () => ({ name: 'TriageLead', id: thread.id, input: { outcome: 'reject', code, text } }));
}

/** The office grants the first filing its protection. */
export function grant(scene: Scene, thread: Thread, overtakeReason?: string): void {
  wait(scene, 0, 3);
  const { happened } = move(scene, thread, office, () => ({ name: 'GrantProtection', id: thread.id, input: { overtakeReason } }), scene.dice.chance(0.1) ? 1 : 0);
  Object.assign(thread, { granted: happened, until: happened + protectionDays, renewed: false });
}

/** A visit, call or meeting. */
export function followUp(scene: Scene, thread: Thread, twoWay = scene.dice.chance(0.75)): void {
  const { dice } = scene;
  const summary = dice.pick(followUpTexts).replace('{who}', thread.person);
  const next = dice.chance(0.5) ? { nextStep: dice.pick(nextSteps) } : {};
  const kind = dice.pick(['visit', 'hosted-visit', 'call', 'meeting'] as const);
  const participants = dice.int(1, 8);
  // The agent sees what its own account registered.
  const actor = thread.unit === AGENT ? thread.registrant : someoneOf(dice, thread.unit);
  act(scene, actor, () => ({ name: 'RecordFollowUp', id: thread.id, input: { kind, twoWay, participants, summary, ...next } }), { late: twoWay ? dice.int(0, 2) : lag(dice), floor: thread.floor });
}

/** A remark of the office or of the team. */
export function comment(scene: Scene, thread: Thread): void {
  const text = scene.dice.pick(remarks);
  const actor = scene.dice.chance(0.5) || thread.unit === AGENT ? office : headOf(thread.unit);
  act(scene, actor, () => ({ name: 'CommentOnLead', id: thread.id, input: { text } }));
}

/** Follow-ups over some time, while the protection lasts; it is renewed once when it would end before. */
export function pursue(scene: Scene, thread: Thread, times: number, gap: readonly [number, number] = [6, 16]): void {
  for (let index = 0; index < times; index++) {
    if (scene.day + gap[1] + 6 > thread.until && thread.until > 0) {
      if (thread.renewed) return;
      renew(scene, thread);
    }
    wait(scene, ...gap);
    followUp(scene, thread);
    if (scene.dice.chance(0.15)) comment(scene, thread);
  }
}

/** Prolongs the protection on evidence of a contact. */
export function renew(scene: Scene, thread: Thread): void {
  act(scene, thread.unit === AGENT ? thread.registrant : headOf(thread.unit), () => ({ name: 'RecordFollowUp', id: thread.id, input: { kind: 'meeting', twoWay: true, participants: 3, summary: `与${thread.person}当面确认继续推进。` } }));
  move(scene, thread, office, () => ({ name: 'RenewProtection', id: thread.id, input: {} }));
  Object.assign(thread, { until: thread.until + protectionDays, renewed: true });
}

/** The last protected day passes; the rule returns the lead to the pool just after midnight. */
export function expire(scene: Scene, thread: Thread): void {
  Object.assign(scene, { day: thread.until + 1, slot: RULE_SLOT });
  act(scene, rule, () => ({ name: 'ExpireProtection', id: thread.id, input: {} }), { via: 'rule' });
  thread.floor = scene.day;
}

/** The holder gives the protection up. */
export function release(scene: Scene, thread: Thread): void {
  const code = scene.dice.pick(['no-progress', 'investor-declined', 'unit-request'] as const);
  wait(scene, 2, 10);
  move(scene, thread, office, () => ({ name: 'ReleaseProtection', id: thread.id, input: { code, text: '经研究释放回公海' } }));
}

/** Another unit takes the lead from the pool and is protected in turn. */
export function retake(scene: Scene, thread: Thread): void {
  wait(scene, 3, 30);
  thread.unit = anotherUnit(scene.dice, thread.unit);
  move(scene, thread, headOf(thread.unit), () => ({ name: 'TakeLead', id: thread.id, input: {} }));
  grant(scene, thread);
}

/** Offers the lead to another unit; the agent's are offered by the office. */
export function offerLead(scene: Scene, thread: Thread): string {
  const to = anotherUnit(scene.dice, thread.unit);
  const kept = scene.dice.pick([20, 30, 40, 50]);
  wait(scene, 1, 6);
  const actor = thread.unit === AGENT ? office : headOf(thread.unit);
  move(scene, thread, actor, () => ({ name: 'OfferLead', id: thread.id, input: { to, credit: { from: kept, to: 100 - kept }, reason: '产业方向更契合' } }));
  return to;
}

/** The other unit takes the lead over; stage, follow-ups and history stay with it. */
export function transferLead(scene: Scene, thread: Thread): void {
  const to = offerLead(scene, thread);
  wait(scene, 1, 4);
  move(scene, thread, headOf(to), () => ({ name: 'AcceptLead', id: thread.id, input: {} }));
  thread.unit = to;
}

/** The other unit declines. */
export function declineLead(scene: Scene, thread: Thread): void {
  const to = offerLead(scene, thread);
  wait(scene, 1, 4);
  move(scene, thread, headOf(to), () => ({ name: 'DeclineLead', id: thread.id, input: { reason: '本队力量不足，建议原单位继续跟进' } }));
}

/** The investor will not come. */
export function loseLead(scene: Scene, thread: Thread): void {
  const code = scene.dice.pick(['went-elsewhere', 'cost', 'land', 'policy', 'talent', 'financing', 'abandoned'] as const);
  const destination = code === 'went-elsewhere' ? { destination: inventPlace(scene.dice) } : {};
  wait(scene, 3, 14);
  move(scene, thread, ownerOf(thread), () => ({ name: 'LoseLead', id: thread.id, input: { code, ...destination, text: '企业书面告知' } }), scene.dice.int(0, 4));
}

/** The team takes its lead back. */
export function withdrawLead(scene: Scene, thread: Thread): void {
  const code = scene.dice.pick(['filed-in-error', 'investor-withdrew', 'no-capacity'] as const);
  wait(scene, 2, 12);
  move(scene, thread, ownerOf(thread), () => ({ name: 'WithdrawLead', id: thread.id, input: { code } }));
}

/** The holder opens talks. Only teams may: an agent's lead is handed over first. */
export function openNegotiation(scene: Scene, thread: Thread): void {
  if (thread.unit === AGENT) transferLead(scene, thread);
  wait(scene, 1, 4);
  followUp(scene, thread, true);
  wait(scene, 1, 5);
  const needs = { landCentiMu: thread.kind === 'capital' ? scene.dice.int(20, 300) * 100 : 0, workers: scene.dice.int(20, 600), other: '蒸汽、双回路供电与人才公寓' };
  move(scene, thread, someoneOf(scene.dice, thread.unit), () => ({ name: 'OpenNegotiation', id: thread.id, input: { needs } }));
}

const ownerOf = (thread: Thread): ReturnType<typeof headOf> => (thread.unit === AGENT ? thread.registrant : headOf(thread.unit));
