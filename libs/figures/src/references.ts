import type { ChainEvent, LinkStatus } from '#chains';
import type { Day } from '#measures';
import type { Measure, TargetEvent, UnitEvent, UnitKind, YardstickEvent } from '#organisation';

/** Thresholds in 分 per 亩; see `EntryStandardAdopted`. */
export type Thresholds = { readonly intensity: 'total' | 'fixed'; readonly investmentPerMu: number; readonly outputPerMu: number; readonly taxPerMu: number };
export type Standard = Thresholds & { readonly from: Day; readonly reference: string };
export type Scheme = { readonly from: Day; readonly basis: 'target' | 'best'; readonly weights: readonly { readonly measure: Measure; readonly points: number }[]; readonly capPercent: number };
export type ReferenceUnit = { readonly code: string; readonly name: string; readonly kind: UnitKind; readonly from: Day; readonly closedOn: Day | null };
export type ReferenceLink = { readonly code: string; readonly chain: string; readonly segment: string; readonly name: string; readonly status: LinkStatus; readonly anchors: readonly string[] };

/** What figures compare with, as it stood at a place on both clocks. */
export type References = {
  readonly units: ReadonlyMap<string, ReferenceUnit>;
  readonly targets: ReadonlyMap<string, number>;
  /** In the order they were adopted. */
  readonly schemes: readonly Scheme[];
  readonly standards: readonly Standard[];
  readonly links: ReadonlyMap<string, ReferenceLink>;
};

/** An entry of the reference table. */
export type ReferenceEntry = { readonly type: string; readonly data: unknown };

type Known = UnitEvent | TargetEvent | YardstickEvent | ChainEvent;
type Folded = { units: Map<string, ReferenceUnit>; targets: Map<string, number>; schemes: Scheme[]; standards: Standard[]; links: Map<string, ReferenceLink>; unit?: string };

/** Folds entries, which come in order of happening, the log deciding within a day. A unit's later events do not repeat its code, so `stream` tells it. */
export function referencesOf(entries: readonly (ReferenceEntry & { readonly unit: string | null })[]): References {
  const folded: Folded = { units: new Map(), targets: new Map(), schemes: [], standards: [], links: new Map() };
  for (const { unit, ...entry } of entries) take(folded, entry as Known, unit);
  return folded;
}

const targetKey = (unit: string, year: number, part: string, measure: Measure): string => `${unit} ${year} ${part} ${measure}`;

function take(folded: Folded, { type, data }: Known, code: string | null): void {
  const unit = code === null ? undefined : folded.units.get(code);
  if (type === 'UnitEstablished') folded.units.set(data.code, { code: data.code, name: data.name, kind: data.kind, from: data.from, closedOn: null });
  else if (type === 'UnitRenamed' && unit) folded.units.set(unit.code, { ...unit, name: data.name });
  else if (type === 'UnitClosed' && unit) folded.units.set(unit.code, { ...unit, closedOn: data.on });
  else if (type === 'TargetSet') folded.targets.set(targetKey(data.unit, data.year, data.period, data.measure), data.value);
  else if (type === 'TargetRevised') folded.targets.set(targetKey(data.unit, data.year, data.period, data.measure), data.to);
  else if (type === 'ScoringSchemeAdopted') folded.schemes.push(data);
  else if (type === 'EntryStandardAdopted') folded.standards.push(data);
  else if (type === 'LinkAdded') folded.links.set(data.code, { code: data.code, chain: data.chain, segment: data.segment, name: data.name, status: data.status, anchors: data.anchors });
  else if (type === 'LinkStatusChanged') {
    const link = folded.links.get(data.code);
    if (link) folded.links.set(data.code, { ...link, status: data.to });
  }
}

/** The target of a unit (`all`: the zone) for a part of a year; null when there is none. */
export function targetOf({ targets }: References, unit: string, year: number, part: string, measure: Measure): number | null {
  return targets.get(targetKey(unit, year, part, measure)) ?? null;
}

/** Of dated rules, the one in force on a day: the latest first day not after it. */
export function inForce<R extends { readonly from: Day }>(rules: readonly R[], on: Day): R | null {
  return rules.reduce<R | null>((found, rule) => (rule.from <= on && (found === null || rule.from >= found.from) ? rule : found), null);
}
