/** What the read side refuses: a place it has not reached, or cannot reach. */
export const readTexts = {
  'read.behind': { zh: '数据正在更新（已到 {position}，请求 {after}），请稍后再试', en: 'The view is still being updated (at {position}, asked for {after}); try again' },
  'read.position-beyond-log': { zh: '位置 {after} 超出日志末尾 {head}', en: 'Position {after} is beyond the end of the log at {head}' },
  'read.known-in-future': { zh: '时点 {known} 尚未到来', en: '{known} lies in the future' },
  'read.cursor-of-another-version': { zh: '翻页位置来自另一版本的数据，请从第一页重新查看', en: 'This page was begun in another version of the view; begin again at the first page' },
  'pipeline.unknown-case': { zh: '没有这个项目，或您无权查看', en: 'There is no such case, or you may not see it' },
  'pipeline.unknown-stage': { zh: '没有阶段 {stage}', en: 'There is no stage {stage}' },
} as const;
