/** What closed months refuse. */
export const periodTexts = {
  'period.unknown': { zh: '没有这个月份；请按 2026-05 的形式填写', en: 'There is no such month; write it as 2026-05' },
  'period.not-over': { zh: '{period} 尚未结束，不能关账', en: '{period} is not over yet and cannot be closed' },
  'period.already-closed': { zh: '{period} 已关账；其后的变化请作重述', en: '{period} is closed; what changed since is restated' },
  'period.not-closed': { zh: '{period} 尚未关账', en: '{period} is not closed' },
  'period.no-such-closing': { zh: '{period} 没有第 {closing} 次认定，共认定 {closings} 次', en: '{period} has no recognition {closing}; there are {closings}' },
} as const;
