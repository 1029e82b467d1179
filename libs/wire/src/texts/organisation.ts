/** What units and memberships refuse. */
export const organisationTexts = {
  'organisation.unit-exists': { zh: '单位 {code} 已设立', en: 'The unit {code} already exists' },
  'organisation.unit-unknown': { zh: '没有单位 {code}', en: 'There is no unit {code}' },
  'organisation.unit-closed': { zh: '单位 {code} 已于 {on} 撤销', en: 'The unit {code} was closed on {on}' },
  'organisation.before-established': { zh: '日期 {on} 早于单位设立日 {from}', en: '{on} is before the unit was established on {from}' },
  'organisation.same-name': { zh: '名称没有变化', en: 'The name is the same' },
  'organisation.already-member': { zh: '{account} 在 {from} 已是该单位成员', en: '{account} is already a member on {from}' },
  'organisation.not-a-member': { zh: '{account} 在 {on} 不是该单位成员', en: '{account} is not a member on {on}' },
  'organisation.period-reversed': { zh: '截止日期早于起始日期', en: 'The period ends before it begins' },
  'target.already-set': { zh: '该时段的目标已设为 {value}，请改用“调整目标”', en: 'This target is already set to {value}; revise it instead' },
  'target.not-set': { zh: '该时段尚未设定目标（{measure}，{period}）', en: 'There is no target to revise ({measure}, {period})' },
  'target.unchanged': { zh: '目标值没有变化', en: 'The target is the same' },
  'target.no-such-year': { zh: '目标年度应为 2000 至 2100 之间的年份', en: 'Targets are for a year from 2000 to 2100' },
  'yardstick.day-taken': { zh: '{from} 起施行的版本已存在，请另选施行日期', en: 'A version already takes effect on {from}; choose another day' },
  'yardstick.measure-twice': { zh: '指标 {measure} 的权重重复', en: 'The measure {measure} has two weights' },
} as const;
