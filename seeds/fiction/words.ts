import { creditCodeAlphabet, creditCodeCheckDigit } from '#enterprises';
import type { Dice } from './dice.ts';
import type { Subject } from './subjects.ts';

/** An invented firm; its name says so. */
export type Firm = { readonly name: string; readonly creditCode?: string };

const first = [...'岚汐曜霁翊澈昀珩琢湛瀚泓屿槿芷菡葳蕤砚墨棠榆樾桉'];
const second = [...'屿舟禾岫川陵渡浦汀渚峦崖皋野畴圃苑庐阁亭榭台坞泽'];
const third = [...'晟铎衡翰祺煜烁炬熠旻昊昱晖朗彻诚谦恒毅坤乾泰丰裕'];
const surnames = [...'张王李赵刘陈杨周吴徐孙马朱胡林郭何高罗郑'];
const given = [...'甲乙丙丁戊己庚辛'];
const forms = ['有限公司', '有限公司', '有限公司', '股份有限公司', '集团有限公司'];
const places = ['某沿海开发区（虚构）', '邻市某园区（虚构）', '某中部高新区（虚构）', '某西部新区（虚构）'];

/** A firm that cannot exist: three rare characters, the mark （虚构）, and now and then a credit code of region 000000. */
export function inventFirm(dice: Dice, { trade }: Subject): Firm {
  const name = `${dice.pick(first)}${dice.pick(second)}${dice.pick(third)}（虚构）${trade}${dice.pick(forms)}`;
  return dice.chance(0.55) ? { name, creditCode: inventCreditCode(dice) } : { name };
}

/** A credit code with a right check digit in the region 000000, which no authority has. */
export function inventCreditCode(dice: Dice): string {
  const body = Array.from({ length: 9 }, () => creditCodeAlphabet.charAt(dice.int(0, 30))).join('');
  const start = `91000000${body}`;
  return `${start}${creditCodeCheckDigit(start)}`;
}

/** A person who cannot exist: 张示例甲. */
export const inventPerson = (dice: Dice): string => `${dice.pick(surnames)}示例${dice.pick(given)}`;

/** A phone number in the area 000, which no operator has. */
export const inventPhone = (dice: Dice): string => `000-${String(dice.int(0, 9999)).padStart(4, '0')}-${String(dice.int(0, 9999)).padStart(4, '0')}`;

/** Where an investor went instead. */
export const inventPlace = (dice: Dice): string => dice.pick(places);

/** Texts of follow-ups, with the person met. */
export const followUpTexts = [
  '实地走访企业总部，{who}介绍了产能布局与选址计划，对园区配套表示认可。',
  '电话沟通，{who}要求补充蒸汽价格与排污指标说明。',
  '企业来访考察地块与标准厂房，{who}提出物流与人才公寓需求。',
  '与{who}会谈，企业董事会拟下月讨论选址方案。',
  '向{who}送达产业链配套清单，对方确认上游原料就近供应的优势。',
  '{who}反馈比选城市已缩小至两个，主要关注要素成本。',
  '陪同{who}拜访链上企业，双方就原料供应达成初步意向。',
] as const;

/** What comes next, as follow-ups note it. */
export const nextSteps = ['一周内提供要素价格清单', '安排分管领导会见', '组织企业二次考察', '协调环保部门预审', '起草合作框架'] as const;

/** Why an entry is late. */
export const lateReasons = ['出差期间无法录入，返岗后补录', '会议纪要印发较晚', '对方材料寄送延误', '系统培训前的工作，集中补录', '人员轮岗交接后补录'] as const;

/** Remarks on a case. */
export const remarks = ['请专班跟进能耗指标。', '领导已批示，按周调度。', '企业关注人才政策，已转人社部门。', '与链主企业配套度高，建议优先保障。', '注意核实企业资金来源。'] as const;

/** Both sides in a round of talks. */
export const positions = {
  ours: ['可提供标准厂房并协助办理环评', '土地按招拍挂程序供应，不承诺地价', '支持设备补贴，须经评审', '要求固定资产投资强度达标', '建议分两期建设'],
  theirs: ['希望年内拿地开工', '要求蒸汽与电力双回路保障', '希望人才公寓不少于六十套', '要求设备补贴分两年兑现', '希望缩短审批时间'],
  agreed: ['双方同意先完成尽职调查', '用地规模按一期核定', '建立周联络机制', '投资强度条款达成一致', '时间表初步确定'],
} as const;

/** Why an amount was estimated anew. */
export const revaluations = ['企业调整产线数量，重新测算总投资', '一期规模扩大', '设备国产化，投资下调', '厂房改为租赁，固定资产投资下调', '增加研发中心建设内容'] as const;
