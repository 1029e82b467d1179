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
} as const;
