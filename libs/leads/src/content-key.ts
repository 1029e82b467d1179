const GENERIC = /^(?:新建|建设|投资)+|(?:新建|建设|投资|扩建|项目|工程|基地)+$/gu;

/**
 * What a filing claims, as a key: equal keys are the same content. It is the title without spaces, punctuation and
 * the words every title has (新建…项目); a title of nothing else falls back on the content. Coarse on purpose: two
 * wordings of one project differ here, and the office marks them as the same.
 */
export function contentKey({ title, content }: { readonly title: string; readonly content: string }): string {
  const name = letters(title);
  return name.replace(GENERIC, '') || letters(content) || name;
}

function letters(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '').slice(0, 200);
}
