// By name: the package's `z` would bring every language there is.
import { config, fromJSONSchema } from 'zod';
import { en, zhCN } from 'zod/v4/locales';

/** What is wrong with a body, by the path of the field. */
export type BodyIssue = { readonly path: readonly (string | number)[]; readonly message: string };

type JsonSchema = Parameters<typeof fromJSONSchema>[0];
type Document = { readonly paths: Readonly<Record<string, { readonly post?: { readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: JsonSchema }>> } } }>> };

/** The JSON schema of a command's body in the OpenAPI document; undefined for a path that takes none. */
export function bodySchemaOf(document: unknown, path: string): JsonSchema | undefined {
  return (document as Document).paths[path]?.post?.requestBody?.content['application/json']?.schema;
}

const COMMON = ['occurredOn', 'onBehalfOf'] as const;

/** Checks a body by the server's own schema before it is sent; messages are in the language given. */
export function issuesOf(schema: JsonSchema, body: Readonly<Record<string, unknown>>, language: 'zh' | 'en'): readonly BodyIssue[] {
  config(language === 'zh' ? zhCN() : en());
  // The common fields are the wire's, and the document names them only where a body is one object.
  const named = Object.keys((typeof schema === 'object' && schema.properties) || {});
  const own = Object.fromEntries(Object.entries(body).filter(([name]) => named.includes(name) || !COMMON.includes(name as (typeof COMMON)[number])));
  const parsed = fromJSONSchema(schema).safeParse(own);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => ({ path: path as (string | number)[], message }));
}
