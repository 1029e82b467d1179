import type { UnitKind } from '#organisation';

/** A unit of the plan: code, name, and what it is. */
export type PlannedUnit = { readonly code: string; readonly name: string; readonly kind: UnitKind };

const ordinals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'] as const;
const taskForce = (code: string, name: string): PlannedUnit => ({ code, name, kind: 'task-force' });

/**
 * The units that the plan counts: 4 产业专班, 5 招商队, 10 园区招商小队, outposts in 北京 and 上海, and one commissioned
 * agent. The plan numbers them and does not name them all; the numbered names are ours.
 */
export const plannedUnits: readonly PlannedUnit[] = [
  taskForce('nm', '新材料专班'),
  taskForce('he', '高端装备专班'),
  taskForce('yy', '医养健康专班'),
  taskForce('xx', '信息技术专班'),
  ...ordinals.slice(0, 5).map((ordinal, index): PlannedUnit => ({ code: `team${index + 1}`, name: `招商${ordinal}队`, kind: 'investment-team' })),
  ...ordinals.map((ordinal, index): PlannedUnit => ({ code: `squad${String(index + 1).padStart(2, '0')}`, name: `第${ordinal}园区招商小队`, kind: 'park-squad' })),
  { code: 'bj', name: '北京招商飞地', kind: 'outpost' },
  { code: 'sh', name: '上海招商飞地', kind: 'outpost' },
  { code: 'agent1', name: '受托招商机构一', kind: 'agent' },
];

/** The day the plan was issued (聊高新区管发〔2021〕40号); what it states stands from then on. */
export const PLAN_DAY = '2021-07-28';

/** Where the plan lists its projects. */
export const PLAN_SOURCE = '聊高新区管发〔2021〕40号 规划纲要 专栏 3';

/** Why entries of the plan's day are late, whenever they are made. */
export const PLAN_LATE_REASON = '规划印发于系统启用之前，按规划文本补录';
