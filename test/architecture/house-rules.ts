import ts from 'typescript';

/** A broken house rule: where, and which. */
export type Breach = { line: number; rule: 'skipped-test' | 'focused-test' | 'any' | 'too-long' };

const TEST_WORDS = new Set(['it', 'test', 'describe']);
const SKIPPED = new Set(['xit', 'xtest', 'xdescribe']);
const FOCUSED = new Set(['fit', 'ftest', 'fdescribe']);

/** Files of libs that may be longer than the limit, each with its reason. */
export const LONG_FILES: Readonly<Record<string, string>> = {};

/** The most lines a file of a library may have. */
export const LINE_LIMIT = 400;

/** Reads one source text and names what breaks the house style; `path` is relative to the repository, with slashes. */
export const breachesOf = (path: string, text: string): Breach[] => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const found: Breach[] = [];
  const lineOf = (node: ts.Node): number => source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) found.push({ line: lineOf(node), rule: 'any' });
    if (ts.isCallExpression(node)) {
      const rule = testBreach(node.expression);
      if (rule) found.push({ line: lineOf(node), rule });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (path.startsWith('libs/') && lines > LINE_LIMIT && !(path in LONG_FILES)) found.push({ line: lines, rule: 'too-long' });
  return found;
};

/** `it.skip(…)`, `describe.only.each(…)(…)`, `xit(…)`: the name at the root and every word on the way. */
const testBreach = (expression: ts.Expression): Breach['rule'] | undefined => {
  const words: string[] = [];
  let at: ts.Expression = expression;
  while (ts.isPropertyAccessExpression(at)) {
    words.push(at.name.text);
    at = at.expression;
  }
  if (!ts.isIdentifier(at)) return undefined;
  if (SKIPPED.has(at.text)) return 'skipped-test';
  if (FOCUSED.has(at.text)) return 'focused-test';
  if (!TEST_WORDS.has(at.text)) return undefined;
  if (words.some((word) => word === 'skip' || word === 'todo' || word === 'failing')) return 'skipped-test';
  return words.includes('only') ? 'focused-test' : undefined;
};
