/** What the conduct list refuses. */
export const conductTexts = {
  'conduct.interest-declared': { zh: '您（或您所代的人）已申报与此项目或企业有利害关系，须回避，不能办理', en: 'You, or the person you act for, declared an interest in this deal or its firm: you take no part in it' },
  'conduct.declaration-unknown': { zh: '没有这项申报', en: 'There is no such declaration' },
  'conduct.withdrawn-already': { zh: '此项申报已撤回', en: 'The declaration was withdrawn already' },
  'conduct.declared-already': { zh: '已申报过与此项目或企业的利害关系', en: 'This interest is declared already' },
  'conduct.day-to-come': { zh: '日期 {day} 晚于申报日 {on}', en: '{day} is later than the day of the declaration, {on}' },
} as const;
