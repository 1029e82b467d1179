/** What corrections refuse. */
export const correctionTexts = {
  'correction.entry-unknown': { zh: '没有可由您更正的这条记录', en: 'There is no such entry that you may correct' },
  'correction.entry-fixed': { zh: '这条记录（{type}）不能更正：{because}（follows 由其他记录引起，请更正其起因；secret 属本人秘密；act 为当时的行为本身）', en: 'This entry ({type}) cannot be corrected: {because} (follows: correct what it follows from; secret: its author’s own; act: it was the act itself)' },
  'correction.value-fixed': { zh: '记录（{type}）的 {path} 不能更正；可更正：{values} {texts}', en: '{path} of this entry ({type}) cannot be corrected; these can: {values} {texts}' },
  'correction.value-unfit': { zh: '更正后的 {path} 不符合要求：{message}', en: 'The corrected {path} does not fit: {message}' },
  'correction.nothing-changes': { zh: '与现有记录一致，没有需要更正的内容', en: 'Nothing would change' },
  'correction.out-of-order': { zh: '发生日期 {day} 会越过 {other}（{otherDay}）；请先更正后者', en: '{day} would pass {other} of {otherDay}; correct that one first' },
  'correction.made-today': { zh: '更正于今天（{today}）作出；应更正的发生日期请填入 day', en: 'A correction is made today ({today}); the right day of the entry goes into day' },
} as const;
