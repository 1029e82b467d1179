import type { Definition } from './definition.ts';
import { conversion } from './definitions/conversion.ts';
import { coverage } from './definitions/coverage.ts';
import { deliveryRates } from './definitions/delivery-rates.ts';
import { forecast } from './definitions/forecast.ts';
import { league } from './definitions/league.ts';
import { perMuFigures, standardWhatIf } from './definitions/per-mu.ts';
import { stale } from './definitions/stale.ts';
import { targetPace } from './definitions/targets.ts';
import { timesInStage } from './definitions/time-in-stage.ts';

/** Every definition ever published. To change one, write the next version beside it; `registry.spec.ts` remembers those shipped. */
export const definitions: readonly Definition[] = [...conversion, ...timesInStage, stale, ...deliveryRates, targetPace, forecast, ...perMuFigures, standardWhatIf, league, coverage];

/** The names of all figures, in the order they are shown. */
export const figureNames: readonly string[] = [...new Set(definitions.map(({ name }) => name))];

/** What the report of a month holds: every figure of a period, under its latest definition. */
export const reportedFigures = (): readonly { readonly name: string; readonly version: number }[] =>
  figureNames.map((name) => definitionOf(name)!).filter(({ options }) => options.includes('period')).map(({ name, version }) => ({ name, version }));

/** The versions of a figure, oldest first. */
export const versionsOf = (name: string): readonly Definition[] => definitions.filter((definition) => definition.name === name).sort((a, b) => a.version - b.version);

/** A figure's definition: of a version, else the latest; undefined when there is none. */
export function definitionOf(name: string, version?: number): Definition | undefined {
  const versions = versionsOf(name);
  return version === undefined ? versions.at(-1) : versions.find((definition) => definition.version === version);
}
