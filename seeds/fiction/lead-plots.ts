import { enterpriseIdOf } from '#enterprises';
import { accept, comment, declineLead, expire, grant, loseLead, offerLead, pursue, refer, register, reject, release, retake, transferLead, withdrawLead } from './lead-acts.ts';
import { AGENT, anotherUnit, headOf, office } from './people.ts';
import { act, move, type Scene, type Thread, wait } from './scene.ts';
import { type Cast, newThread, type Wish } from './thread.ts';
import { subjects } from './subjects.ts';

/** How many days pass between the last step of a scene and the end of the story. */
export type Tail = readonly [number, number];

/** What happens to a case, or to two that meet. */
export type Plot = (scene: Scene, cast: Cast) => Tail;

const LONG_AGO: Tail = [5, 540];

function filed(scene: Scene, cast: Cast, wish?: Wish): Thread {
  const thread = newThread(scene, cast, wish);
  register(scene, thread);
  return thread;
}

/** A case that is registered, accepted and protected, by the ways that lead there. */
export function protectedThread(scene: Scene, cast: Cast, wish?: Wish): Thread {
  const thread = filed(scene, cast, wish);
  if (scene.dice.chance(0.04)) refer(scene, thread);
  accept(scene, thread);
  grant(scene, thread);
  return thread;
}

/** The story must end before the protection does; the rest of it is the application's to watch. */
const whileProtected = (scene: Scene, { until }: Thread): Tail => [0, Math.max(0, until - scene.day - 1)];

const registered: Plot = (scene, cast) => {
  const thread = filed(scene, cast);
  if (scene.dice.chance(0.3)) comment(scene, thread);
  return [0, 4];
};

const offered: Plot = (scene, cast) => {
  offerLead(scene, protectedThread(scene, cast));
  return [0, 5];
};

const triaged: Plot = (scene, cast) => {
  accept(scene, filed(scene, cast));
  return [0, 9];
};

const held: Plot = (scene, cast) => {
  const thread = protectedThread(scene, cast);
  pursue(scene, thread, scene.dice.int(2, 7), [4, 14]);
  return whileProtected(scene, thread);
};

const heldLong: Plot = (scene, cast) => {
  const thread = protectedThread(scene, cast);
  pursue(scene, thread, scene.dice.int(8, 10), [11, 14]);
  return whileProtected(scene, thread);
};

const transferred: Plot = (scene, cast) => {
  const thread = protectedThread(scene, cast);
  pursue(scene, thread, 1);
  transferLead(scene, thread);
  pursue(scene, thread, scene.dice.int(1, 3));
  return whileProtected(scene, thread);
};

const declined: Plot = (scene, cast) => {
  const thread = protectedThread(scene, cast);
  declineLead(scene, thread);
  pursue(scene, thread, scene.dice.int(1, 3));
  return whileProtected(scene, thread);
};

const expired: Plot = (scene, cast) => {
  const thread = protectedThread(scene, cast);
  pursue(scene, thread, scene.dice.int(2, 6), [4, 13]);
  expire(scene, thread);
  return [1, 540];
};

const released: Plot = (scene, cast) => {
  const thread = protectedThread(scene, cast);
  pursue(scene, thread, scene.dice.int(1, 3));
  release(scene, thread);
  return [1, 540];
};

const retaken: Plot = (scene, cast) => {
  const thread = protectedThread(scene, cast);
  pursue(scene, thread, scene.dice.int(1, 3));
  expire(scene, thread);
  retake(scene, thread);
  pursue(scene, thread, scene.dice.int(1, 4));
  return whileProtected(scene, thread);
};

const rejections = [
  ['not-in-catalogue', '不属于园区产业方向'], ['below-standard', '亩均投资低于入园标准'], ['investor-unfit', '投资方财务状况不佳'], ['unverifiable', '投资意向无法核实'],
] as const;

const rejected: Plot = (scene, cast) => {
  const thread = filed(scene, cast);
  const [code, text] = scene.dice.pick(rejections);
  reject(scene, thread, code, text);
  return LONG_AGO;
};

const referred: Plot = (scene, cast) => {
  const thread = filed(scene, cast);
  refer(scene, thread);
  accept(scene, thread);
  grant(scene, thread);
  pursue(scene, thread, scene.dice.int(1, 4));
  return whileProtected(scene, thread);
};

const withdrawn: Plot = (scene, cast) => {
  const thread = scene.dice.chance(0.4) ? filed(scene, cast) : protectedThread(scene, cast);
  if (thread.until > 0) pursue(scene, thread, scene.dice.int(1, 3));
  withdrawLead(scene, thread);
  return LONG_AGO;
};

const lost: Plot = (scene, cast) => {
  const thread = protectedThread(scene, cast);
  pursue(scene, thread, scene.dice.int(2, 6), [4, 11]);
  loseLead(scene, thread);
  return LONG_AGO;
};

/** Two teams file one firm's project; the first filing holds it. */
const duplicate: Plot = (scene, cast) => {
  const thread = protectedThread(scene, cast, { kind: 'capital' });
  wait(scene, 1, 12);
  const second = filed(scene, cast, sameAs(scene, thread));
  reject(scene, second, 'duplicate', '与在先报备重复，首报单位已受保护');
  pursue(scene, thread, scene.dice.int(1, 4));
  return whileProtected(scene, thread);
};

const sameAs = (scene: Scene, { firm, subject, title, unit }: Thread): Wish => ({ firm, subject, title, kind: 'capital', unit: anotherUnit(scene.dice, unit, AGENT) });

/** The second to file is protected all the same, with a reason that both sides see; the first is then turned down. */
const overtaken: Plot = (scene, cast) => {
  const first = filed(scene, cast, { kind: 'capital' });
  wait(scene, 3, 8);
  const second = filed(scene, cast, sameAs(scene, first));
  accept(scene, second);
  grant(scene, second, '首报单位逾期未补齐投资方授权材料，经核实由后报单位对接');
  reject(scene, first, 'unverifiable', '逾期未补齐投资方授权材料');
  pursue(scene, second, scene.dice.int(1, 4));
  return whileProtected(scene, second);
};

/** Two wordings of one project: the office says that they are the same. */
const reworded: Plot = (scene, cast) => {
  const first = protectedThread(scene, cast, { kind: 'capital', subject: scene.dice.pick(subjects.filter(({ output }) => output)) });
  wait(scene, 2, 10);
  const second = filed(scene, cast, { ...sameAs(scene, first), title: `${first.subject.product}智能化生产基地` });
  wait(scene, 1, 3);
  move(scene, second, office, () => ({ name: 'MarkSameContent', id: second.id, input: { sameAs: first.id, reason: '建设内容与在先报备一致，仅项目名称不同' } }));
  reject(scene, second, 'duplicate', '与在先报备为同一建设内容');
  pursue(scene, first, scene.dice.int(1, 3));
  return whileProtected(scene, first);
};

/** A firm goes on the blacklist; who files it afterwards says why. */
const blacklisted: Plot = (scene, cast) => {
  const first = protectedThread(scene, cast, { kind: 'capital' });
  pursue(scene, first, 2);
  loseLead(scene, first);
  wait(scene, 10, 20);
  act(scene, office, () => ({ name: 'BlacklistEnterprise', id: enterpriseIdOf(first.firm), input: { ground: 'dishonesty', reason: '列入失信名单（虚构）' } }));
  wait(scene, 8, 15);
  const second = newThread(scene, cast, { ...sameAs(scene, first), subject: scene.dice.pick(subjects), title: undefined });
  register(scene, second, '企业称已履行生效判决，材料待核');
  act(scene, headOf(second.unit), () => ({ name: 'CommentOnLead', id: second.id, input: { text: '请办公室核实失信记录是否已移除。' } }));
  reject(scene, second, 'investor-unfit', '失信记录尚未移除');
  return LONG_AGO;
};

/** Plots of leads that have not become deals, and how often each is told. */
export const leadPlots: Readonly<Record<string, readonly [plot: Plot, times: number]>> = {
  registered: [registered, 16],
  offered: [offered, 3],
  triaged: [triaged, 16],
  held: [held, 26],
  'held-long': [heldLong, 18],
  transferred: [transferred, 10],
  declined: [declined, 6],
  expired: [expired, 34],
  released: [released, 8],
  retaken: [retaken, 14],
  rejected: [rejected, 30],
  referred: [referred, 9],
  withdrawn: [withdrawn, 24],
  lost: [lost, 36],
  duplicate: [duplicate, 12],
  overtaken: [overtaken, 3],
  reworded: [reworded, 4],
  blacklisted: [blacklisted, 2],
};
