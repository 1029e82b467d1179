import { type Operation, operations } from './policy.ts';

/** What a token may be used for: `read` is every look at what its owner may see, an operation is that operation alone. */
export type TokenScope = 'read' | Operation;

/** Every scope a token may have. */
export const tokenScopes: readonly TokenScope[] = ['read', ...operations];

/** Whether scopes let a request through that stands under an operation; `null` is a person, who has no scopes. */
export function coveredBy(scopes: readonly string[] | null, operation: Operation, changes: boolean): boolean {
  return scopes === null || scopes.includes(operation) || (!changes && scopes.includes('read'));
}
