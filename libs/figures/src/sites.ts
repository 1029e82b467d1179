import { type Entry, type Track } from '#pipeline';
import { productAtLeast } from './arithmetic.ts';
import type { Question, Rows } from './definition.ts';
import { within } from './period.ts';
import type { Thresholds } from './references.ts';

/** What per-亩 figures are read from. */
export const siteNeeds = ['entered', 'kind', 'promised', 'landSecured'] as const satisfies readonly (keyof Track)[];
type Needed = (typeof siteNeeds)[number];

/** A signed project with land: hundredths of a 亩, and what its dossier promised in 分. */
export type Site = { readonly id: string; readonly signed: Entry; readonly land: number; readonly total: number; readonly fixed: number; readonly output: number; readonly tax: number };

/** Which land counts: what the dossier asked for, or what was secured where that is known. */
export type LandOf = (track: Pick<Track, 'promised' | 'landSecured'>) => number;
export const plannedLand: LandOf = ({ promised }) => promised?.land ?? 0;
export const securedLand: LandOf = ({ promised, landSecured }) => landSecured ?? promised?.land ?? 0;

/** The capital projects signed within the period that take land, of the unit that held them then. */
export function sitesOf({ tracks }: Rows<Needed>, { period, unit }: Question, landOf: LandOf): readonly Site[] {
  return tracks.flatMap((track) => {
    const { id, kind, promised, entered: { signed } } = track;
    const land = landOf(track);
    if (kind !== 'capital' || land === 0 || signed === undefined || !within(period, signed.on) || (unit !== null && signed.unit !== unit)) return [];
    return [{ id, signed, land, total: promised?.total ?? 0, fixed: promised?.fixed ?? 0, output: promised?.output ?? 0, tax: promised?.tax ?? 0 }];
  });
}

/** Whether a project meets thresholds per 亩; what its dossier left out counts as nothing. */
export function meets({ land, total, fixed, output, tax }: Omit<Site, 'id' | 'signed'>, { intensity, investmentPerMu, outputPerMu, taxPerMu }: Thresholds): boolean {
  // Land is in hundredths of a 亩: amount × 100 ÷ land ≥ threshold.
  const enough = (amount: number, threshold: number): boolean => productAtLeast(amount, 100, threshold, land);
  return enough(intensity === 'total' ? total : fixed, investmentPerMu) && enough(output, outputPerMu) && enough(tax, taxPerMu);
}
