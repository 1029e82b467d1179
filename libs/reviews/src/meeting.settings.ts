import type { AttractionKind } from '#deals';
import { type Day, inFen, type Money } from '#measures';

/** The bodies that decide, from the lower to the higher: 主任办公会, 党工委会. */
export const decisionBodies = ['directors-meeting', 'party-committee'] as const;
export type DecisionBody = (typeof decisionBodies)[number];

/** From an amount in 分 of CNY upwards: the lowest body that decides, and the per cent of its members that make a quorum. */
export type Tier = { readonly from: number; readonly body: DecisionBody; readonly quorumPercent: number };

/** Whose written opinions a review waits for, by kind and by amount in 分 of CNY upwards; every row that fits adds its own. */
export type OpinionRule = { readonly kinds: readonly AttractionKind[]; readonly from: number; readonly departments: readonly string[] };

/** How the two meetings (两会) are held, from a day on; what a zone changes is a new row, never an old one edited. */
export type ReviewSettings = {
  readonly from: Day;
  /** Per cent of a review meeting's members that make its quorum, and the fewest members it has. */
  readonly reviewQuorumPercent: number;
  readonly reviewMembersAtLeast: number;
  readonly tiers: readonly [Tier, ...Tier[]];
  readonly opinions: readonly OpinionRule[];
};

/** By what a review scores, from a day on. */
export type ScoringScheme = {
  readonly from: Day;
  /** Each criterion is given 0 to 100 points; the weights are per cent and add up to 100. */
  readonly criteria: readonly { readonly code: string; readonly weight: number }[];
  /** The weighted points, in hundredths of a point, that a member's score must reach to speak for a project, and the average to pass it. */
  readonly passMark: number;
};

const yi = 100_000_000_00;
const everyKind: readonly AttractionKind[] = ['capital', 'talent', 'technology', 'platform'];

/** How comparable zones publish it (DOMAIN, [practice]); in order of `from`. */
export const reviewSettings: readonly [ReviewSettings, ...ReviewSettings[]] = [
  {
    from: '2000-01-01',
    reviewQuorumPercent: 67,
    reviewMembersAtLeast: 3,
    tiers: [{ from: 0, body: 'directors-meeting', quorumPercent: 50 }, { from: 10 * yi, body: 'party-committee', quorumPercent: 67 }],
    opinions: [
      { kinds: everyKind, from: 0, departments: ['finance', 'legal'] },
      { kinds: ['capital'], from: yi, departments: ['land', 'environment', 'safety', 'energy'] },
    ],
  },
];

/** The scheme comparable zones publish ([practice]); in order of `from`. */
export const scoringSchemes: readonly [ScoringScheme, ...ScoringScheme[]] = [
  {
    from: '2000-01-01',
    criteria: [
      { code: 'industry', weight: 25 }, { code: 'investment', weight: 20 }, { code: 'output-and-tax', weight: 25 },
      { code: 'land-and-energy', weight: 15 }, { code: 'environment-and-safety', weight: 15 },
    ],
    passMark: 60_00,
  },
];

/** The row in force on a day; before the first row, the first. */
function inForce<T extends { readonly from: Day }>(table: readonly [T, ...T[]], on: Day): T {
  return table.findLast(({ from }) => from <= on) ?? table[0];
}

/** The settings of meetings in force on a day. */
export const reviewSettingsOn = (on: Day, table = reviewSettings): ReviewSettings => inForce(table, on);

/** The scoring scheme in force on a day. */
export const schemeOn = (on: Day, table = scoringSchemes): ScoringScheme => inForce(table, on);

/** The tier of an amount; nobody has named one: the lowest. */
export function tierOf(amount: Money | null, { tiers }: ReviewSettings): Tier {
  const fen = amount ? inFen(amount) : 0;
  return tiers.findLast(({ from }) => from <= fen) ?? tiers[0];
}

/** Whether a body is as high as another, or higher. */
export const reaches = (body: DecisionBody, least: DecisionBody): boolean => decisionBodies.indexOf(body) >= decisionBodies.indexOf(least);

/** How many of so many members make so many per cent, rounded up; at least one. */
export const quorumOf = (members: number, percent: number): number => Math.max(1, Math.ceil((members * percent) / 100));

/** The departments whose opinion must be there before a project of this kind and amount is reviewed. */
export function opinionsFor(kind: AttractionKind, amount: Money | null, { opinions }: ReviewSettings): readonly string[] {
  const fen = amount ? inFen(amount) : 0;
  return [...new Set(opinions.filter((rule) => rule.kinds.includes(kind) && rule.from <= fen).flatMap(({ departments }) => departments))];
}
