/** What uploads and downloads refuse. */
export const documentTexts = {
  'document.unknown': { zh: '没有这份文件', en: 'There is no such document' },
  'document.erased': { zh: '文件已删除', en: 'The document was erased' },
  'document.empty': { zh: '文件没有内容', en: 'The document is empty' },
  'document.name-missing': { zh: '缺少文件名（X-File-Name 请求头，URI 编码，不超过 200 字）', en: 'The file name is missing (header X-File-Name, URI-encoded, at most 200 characters)' },
} as const;
