/** Kinds of unit, in the order of lists and legends. */
export const UNIT_KINDS = ['task-force', 'team', 'squad', 'outpost', 'agent', 'pool'] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** The units of the plan, in the order of lists, and the pool of what nobody holds. */
export const UNIT_CODES: readonly string[] = [
  'nm', 'he', 'yy', 'xx',
  ...numbered('team', 5, 1),
  ...numbered('squad', 10, 2),
  'bj', 'sh', 'agent1', 'pool',
];

/** The kind of a unit by its code. */
export function unitKind(code: string): UnitKind {
  if (code === 'pool') return 'pool';
  if (/^team\d/.test(code)) return 'team';
  if (/^squad\d/.test(code)) return 'squad';
  if (/^agent\d/.test(code)) return 'agent';
  return code === 'bj' || code === 'sh' ? 'outpost' : 'task-force';
}

function numbered(prefix: string, count: number, width: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index + 1).padStart(width, '0')}`);
}
