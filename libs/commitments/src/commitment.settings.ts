import type { Day } from '#measures';

/** Rules about promises that zones publish and change; each set holds from its first day until the next one's. */
export type CommitmentSettings = {
  readonly from: Day;
  /** A promise not kept this many days after it fell due is marked overdue. */
  readonly overdueAfterDays: number;
  /** Within so many days after the termination of its agreement the investor pays back what is claimed. */
  readonly clawbackDays: number;
};

/** The settings in the order of their days. Practice of comparable zones; add a row to change a rule, never edit one. */
export const commitmentSettings: readonly [CommitmentSettings, ...CommitmentSettings[]] = [{ from: '2000-01-01', overdueAfterDays: 0, clawbackDays: 90 }];

/** The settings in force on a day; the first ones for any day before them. */
export function commitmentSettingsOn(on: Day, settings: readonly [CommitmentSettings, ...CommitmentSettings[]] = commitmentSettings): CommitmentSettings {
  return settings.findLast(({ from }) => from <= on) ?? settings[0];
}
