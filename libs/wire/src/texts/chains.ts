/** What industry chains and the project library refuse. */
export const chainsTexts = {
  'chain.unknown': { zh: '没有这条产业链', en: 'There is no such industry chain' },
  'chain.already-established': { zh: '产业链 {code} 已设立', en: 'The industry chain {code} already exists' },
  'chain.code-of-another': { zh: '编码 {code} 不属于 {chain}', en: 'The code {code} does not belong to {chain}' },
  'chain.segment-exists': { zh: '环节 {code} 已存在', en: 'The segment {code} already exists' },
  'chain.segment-unknown': { zh: '没有环节 {code}', en: 'There is no segment {code}' },
  'chain.link-exists': { zh: '链点 {code} 已存在', en: 'The link {code} already exists' },
  'chain.link-unknown': { zh: '没有链点 {code}', en: 'There is no link {code}' },
  'chain.status-moved': { zh: '链点 {code} 的状态已变为 {status}，请刷新后重试', en: 'The link {code} is now {status}; reload and try again' },
  'chain.same-status': { zh: '链点 {code} 的状态没有变化', en: 'The status of link {code} is the same' },
  'library.unknown': { zh: '项目库中没有该项目', en: 'There is no such project in the library' },
  'library.already-entered': { zh: '项目 {id} 已入库', en: 'The project {id} is already in the library' },
  'library.id-of-another-chain': { zh: '编号 {id} 不属于产业链 {chain}', en: 'The id {id} does not belong to the chain {chain}' },
} as const;
