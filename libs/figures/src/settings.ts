import type { Day } from '#measures';

/** Rules of figures that zones publish and change; each set holds from its first day until the next one's. */
export type FigureSettings = {
  readonly from: Day;
  /** A case is stale after so many days without an event of substance. */
  readonly staleAfterDays: number;
};

/** The settings in the order of their days. Practice of comparable zones; add a row to change a rule, never edit one. */
export const figureSettings: readonly FigureSettings[] = [{ from: '2000-01-01', staleAfterDays: 30 }];

/** The settings in force on a day; the first ones for any day before them. */
export function figureSettingsOn(on: Day, settings: readonly FigureSettings[] = figureSettings): FigureSettings {
  const first = settings[0];
  if (!first) throw new RangeError('the table of figure settings is empty');
  return settings.findLast(({ from }) => from <= on) ?? first;
}
