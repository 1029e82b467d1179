import { portion, sumOf } from '../arithmetic.ts';
import { columnsOf, define, type Definition, type Line } from '../definition.ts';
import { inForce, type References } from '../references.ts';
import { type LandOf, meets, plannedLand, securedLand, type Site, siteNeeds, sitesOf } from '../sites.ts';

/** The sums of some sites, per 亩, and how many meet the standard in force on the day each was signed. */
function lineOf(key: string, sites: readonly Site[], { standards }: References): Line {
  const [land, total, fixed, output, tax] = (['land', 'total', 'fixed', 'output', 'tax'] as const).map((field) => sumOf(sites, (site) => site[field])) as [number, number, number, number, number];
  const judged = sites.flatMap((site) => [inForce(standards, site.signed.on)].flatMap((standard) => (standard ? [{ site, standard }] : [])));
  const meeting = judged.filter(({ site, standard }) => meets(site, standard)).length;
  const per = (amount: number): number | null => portion(amount, 100, land);
  return { key, cells: { count: sites.length, land, totalPerMu: per(total), fixedPerMu: per(fixed), outputPerMu: per(output), taxPerMu: per(tax), judged: judged.length, meeting } };
}

const perMu = (version: number, landOf: LandOf): Definition =>
  define({
    name: 'per-mu',
    version,
    columns: columnsOf({ count: 'count', land: 'centi-mu', totalPerMu: 'fen-per-mu', fixedPerMu: 'fen-per-mu', outputPerMu: 'fen-per-mu', taxPerMu: 'fen-per-mu', judged: 'count', meeting: 'count' }),
    options: ['period'],
    needs: siteNeeds,
    entered: 'signed',
    compute(rows, question) {
      const sites = sitesOf(rows, question, landOf);
      const units = question.unit === null ? [...new Set(sites.map(({ signed }) => signed.unit))].sort() : [];
      const groups: readonly (readonly [string, readonly Site[]])[] = [[question.unit ?? 'all', sites], ...units.map((unit) => [unit, sites.filter(({ signed }) => signed.unit === unit)] as const)];
      const evidence = () => groups.flatMap(([line, members]) => members.map(({ id, signed, total, land }) => ({ line, case: id, on: signed.on, value: portion(total, 100, land)!, events: [signed.at] })));
      return { lines: groups.map(([key, members]) => lineOf(key, members, rows.references)), evidence };
    },
  });

/** 亩均: both definitions of investment intensity, output and tax per 亩; version 1 by the dossier's land, version 2 by what was secured. */
export const perMuFigures: readonly Definition[] = [perMu(1, plannedLand), perMu(2, securedLand)];

const OUTCOMES = ['both', 'only-then', 'only-now', 'neither', 'no-standard-then'] as const;

/** What if the signings of a period met another standard: the one asked for, else the one in force on the day of the figure. */
export const standardWhatIf: Definition = define({
  name: 'standard-what-if',
  version: 1,
  columns: columnsOf({ count: 'count', meetingAsked: 'count', land: 'centi-mu', amount: 'fen' }),
  options: ['period', 'standard'],
  needs: siteNeeds,
  entered: 'signed',
  compute(rows, question) {
    const { standards } = rows.references;
    const asked = question.thresholds ?? (question.standard === undefined ? inForce(standards, question.on) : (standards.findLast(({ from }) => from === question.standard) ?? null));
    if (asked === null) return { lines: [], evidence: () => [] };
    const told = sitesOf(rows, question, plannedLand).map((site) => {
      const [then, now] = [inForce(standards, site.signed.on), meets(site, asked)];
      const met = then !== null && meets(site, then);
      return { site, now, outcome: then === null ? 'no-standard-then' : met ? (now ? 'both' : 'only-then') : now ? 'only-now' : 'neither' };
    });
    const lines = OUTCOMES.map((key) => {
      const here = told.filter(({ outcome }) => outcome === key);
      return { key, cells: { count: here.length, meetingAsked: here.filter(({ now }) => now).length, land: sumOf(here, ({ site }) => site.land), amount: sumOf(here, ({ site }) => site.signed.amount) } };
    });
    const evidence = () => told.map(({ site: { id, signed }, outcome }) => ({ line: outcome, case: id, on: signed.on, value: signed.amount, events: [signed.at] }));
    return { lines, evidence };
  },
});
