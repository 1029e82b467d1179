/** The texts of corrections and closed months, in Chinese. */
export const recordsZh = {
  'event.EntryCorrected': '更正',
  'say.EntryCorrected': '更正一条“{entry.type}”[：{reason}]',
  'command.CorrectEntry': '更正',
  'about.CorrectEntry': '原记录不会改动：错误的内容划去保留，正确的日期与数值从此对其发生的全部时间生效。只提交改动过的项。',
  'field.CorrectEntry.day': '实际发生日期',
  'field.CorrectEntry.reason': '更正理由',
  'fixed.follows': '此记录由其他记录引起，请更正其起因。',
  'fixed.secret': '属本人秘密，不能更正。',
  'fixed.act': '这是当时的行为本身，不能更正。',
  'timeline.correct': '更正',
  'timeline.corrected': '已更正',
  'timeline.corrected-to': '更正为',
  'timeline.correction-reason': '更正理由：',
  'timeline.nothing': '（空）',
  'timeline.restates': '重述 {month}',
} as const;
