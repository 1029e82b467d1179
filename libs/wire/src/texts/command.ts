/** What the path of a command refuses for every slice alike. */
export const commandTexts = {
  'command.revision-moved': { zh: '内容已被他人更新（现为第 {actual} 版），请刷新后重试', en: 'It has changed since (now revision {actual}); reload and try again' },
  'command.key-reused': { zh: '同一个 Idempotency-Key 已用于另一项内容', en: 'This Idempotency-Key was already used with another body' },
  'command.nothing-to-do': { zh: '没有需要改变的内容', en: 'There is nothing to change' },
  'command.stream-busy': { zh: '多人同时操作，请重试', en: 'Too many changes at once; try again' },
  'command.outcome-unknown': { zh: '无法确认是否已保存，请用同一个 Idempotency-Key 重试', en: 'It is unknown whether this was saved; repeat it with the same Idempotency-Key' },
} as const;
