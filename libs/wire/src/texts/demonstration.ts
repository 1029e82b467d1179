/** What a demonstration refuses. */
export const demonstrationTexts = {
  'demonstration.already-opened': { zh: '演示已开启过', en: 'The demonstration was opened before' },
  'demonstration.log-not-empty': { zh: '日志中已有 {head} 条记录，不能转为演示', en: 'The log already holds {head} events and cannot become a demonstration' },
  'demonstration.not-open': { zh: '演示未开启', en: 'No demonstration is open' },
} as const;
