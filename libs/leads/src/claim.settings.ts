import type { Day } from '#measures';

/** The configurable part of protection, from a day on; what a zone changes is a new row here, never an old one edited. */
export type ClaimSettings = {
  readonly effectiveFrom: Day;
  /** How many days a grant and a renewal protect. */
  readonly protectionDays: number;
  /** How often a protection may be renewed, each time on evidence of a two-way contact. */
  readonly renewals: number;
  /** Days before the last protected day on which the holder is reminded. */
  readonly reminderDays: readonly number[];
  /** Days within which the office triages a lead. */
  readonly triageDays: number;
  /** Days an entry may be late without a reason; what `WIRE_OPTIONS` is configured with. */
  readonly backdatingDays: number;
  /** How many leads from the pool a unit may hold at once, not counting those in talks. */
  readonly poolHeld: number;
  /** How many it may take in one month. */
  readonly poolMonthly: number;
  /** Days after the return to the pool in which the unit that held the lead may not take it back. */
  readonly poolCooldownDays: number;
};

/** How other zones publish their rules (DOMAIN, [practice]); in order of `effectiveFrom`. */
export const claimSettings: readonly [ClaimSettings, ...ClaimSettings[]] = [
  { effectiveFrom: '2021-01-01', protectionDays: 90, renewals: 1, reminderDays: [14, 7, 1], triageDays: 3, backdatingDays: 30, poolHeld: 10, poolMonthly: 10, poolCooldownDays: 30 },
];

/** The settings in force on a day; before the first row, the first. */
export function claimSettingsOn(on: Day, table: readonly [ClaimSettings, ...ClaimSettings[]] = claimSettings): ClaimSettings {
  return table.findLast(({ effectiveFrom }) => effectiveFrom <= on) ?? table[0];
}
