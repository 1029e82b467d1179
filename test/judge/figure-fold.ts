import type { RecordedEvent } from '#event-store';
import { type Place, told } from './brute-force.ts';
import { daysFrom, type Life, livesAt, type Moment, partOf } from './figure-lives.ts';

/** The judge of figures, second part: each figure from the lives of all cases, in plain loops. Every answer is `line → cells`. */
export type Judged = Readonly<Record<string, Readonly<Record<string, number | null>>>>;
/** A question as a judge hears it; `unit` a code or `all`, days first and last included. */
export type Asked = { readonly unit: string; readonly from: string; readonly to: string; readonly period: string; readonly on: string; readonly kind?: string; readonly column?: string };

type Cells = Record<string, number | null>;
type Rule = { from: string; intensity: string; investmentPerMu: number; outputPerMu: number; taxPerMu: number; basis: string; capPercent: number; weights: { measure: string; points: number }[] };

const PATH = ['registered', 'triaged', 'protected', 'negotiating', 'in-review', 'approved', 'signed', 'landed', 'started', 'producing', 'at-capacity', 'arrived', 'performing'];
const bp = (part: number, whole: number): number | null => (whole <= 0 ? null : Math.floor(Number((BigInt(part) * 20_000n + BigInt(whole)) / BigInt(whole)) / 2));
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const times = (a: number, b: number, c: number): number | null => (c <= 0 ? null : Number((BigInt(a) * BigInt(b)) / BigInt(c)));
const rank = (numbers: readonly number[], percent: number): number | null => [...numbers].sort((a, b) => a - b)[Math.max(0, Math.ceil((numbers.length * percent) / 100) - 1)] ?? null;

/** Judges every figure of one log at one place. */
export class FigureJudge {
  private readonly lives: readonly Life[];
  private readonly told: readonly RecordedEvent[];

  constructor(events: readonly RecordedEvent[], place: Place) {
    this.lives = livesAt(events, place);
    this.told = told(events, place);
  }

  conversion({ unit, from, to, kind, column = 'registered' }: Asked, amountNow: boolean): Judged {
    const cohort = this.ofKind(kind).filter(({ firsts }) => {
      const first = firsts.get(column);
      return first !== undefined && first.on >= from && first.on <= to && (unit === 'all' || first.unit === unit);
    });
    const amountOf = (life: Life): number => (amountNow ? life.amount : life.firsts.get(column)!.amount);
    const path = kind === undefined ? PATH : PATH.filter((each) => (kind === 'capital' ? !['arrived', 'performing'].includes(each) : !['landed', 'started', 'producing', 'at-capacity'].includes(each)));
    const whole = sum(cohort.map(amountOf));
    const cells = (some: readonly Life[]): Cells => ({ count: some.length, rate: bp(some.length, cohort.length), amount: sum(some.map(amountOf)), amountRate: bp(sum(some.map(amountOf)), whole) });
    const lines = path.slice(Math.max(0, path.indexOf(column))).map((each) => [each, cells(cohort.filter(({ firsts }) => firsts.has(each)))] as const);
    return Object.fromEntries([...lines, ['closed', cells(cohort.filter((life) => life.column === 'closed'))]]);
  }

  timeInStage({ unit, from, to, on, kind }: Asked, alsoRunning: boolean): Judged {
    const days: Record<string, number[]> = {};
    for (const life of this.ofKind(kind)) {
      for (const stay of life.left) if (stay.column !== 'closed' && stay.on >= from && stay.on <= to && (unit === 'all' || unit === stay.unit)) (days[stay.column] ??= []).push(stay.days);
      if (!alsoRunning || to < on || life.column === null || life.column === 'closed' || (unit !== 'all' && unit !== life.unit)) continue;
      (days[life.column] ??= []).push(daysFrom(life.since, on) - life.held - (life.holdFrom === null ? 0 : daysFrom(life.holdFrom, on)));
    }
    return Object.fromEntries(Object.entries(days).map(([column, all]) => [column, { count: all.length, median: rank(all, 50), p90: rank(all, 90) }]));
  }

  stale({ unit, on, kind }: Asked): Judged {
    const lines: Record<string, { count: number; amount: number; longest: number }> = {};
    for (const life of this.ofKind(kind)) {
      if (life.column === null || ['at-capacity', 'performing', 'closed'].includes(life.column) || life.holdFrom !== null || life.lastOn === null || (unit !== 'all' && unit !== life.unit)) continue;
      const idle = daysFrom(life.lastOn, on);
      if (idle < 30) continue;
      const line = (lines[life.column] ??= { count: 0, amount: 0, longest: 0 });
      line.count += 1;
      line.amount += life.amount;
      line.longest = Math.max(line.longest, idle);
    }
    return lines;
  }

  rate(name: string, { unit, from, to, kind }: Asked): Judged {
    const wanted = (life: Life): string | null => (name === 'paid-in-rate' ? 'signed' : name === 'fulfilment-rate' ? (life.kind === 'capital' ? 'landed' : 'arrived') : life.kind !== 'capital' ? null : name === 'start-rate' ? 'started' : 'producing');
    const signed = this.ofKind(kind).filter((life) => wanted(life) !== null && this.signedIn(life, unit, from, to));
    const cells = (some: readonly Life[]): Cells => {
      const money = name === 'paid-in-rate';
      const whole = money ? sum(some.map(({ contract }) => contract ?? 0)) : some.length;
      const part = money ? sum(some.flatMap((life) => life.money.map(({ amount }) => amount))) : some.filter((life) => life.firsts.has(wanted(life)!)).length;
      return { signed: whole, reached: part, rate: bp(part, whole) };
    };
    return this.byUnit(unit, signed, cells);
  }

  targetPace({ unit, from, to, on, period }: Asked): Judged {
    const targets = this.targets();
    const [year, part] = [period.slice(0, 4), period.slice(5) === 'ytd' || period.length === 4 ? 'year' : period.slice(5)];
    const lastDay = part === 'year' ? `${year}-12-31` : to;
    const all = daysFrom(from, lastDay) + 1;
    const elapsed = bp(Math.min(Math.max(daysFrom(from, on) + 1, 0), all), all)!;
    const measures = ['leads', 'signed-count', 'signed-amount', 'paid-in', 'landings', 'starts', 'productions'];
    const own = unit === 'all' ? [...targets.keys()].filter((key) => !key.startsWith('all ') && key.includes(` ${year} ${part} `)).map((key) => [key.split(' ')[0]!, key.split(' ')[3]!] as const) : [];
    const lines = [...measures.map((measure) => [unit, measure] as const), ...own].map(([code, measure]) => {
      const value = targets.get(`${code} ${year} ${part} ${measure}`);
      const target = value === undefined ? null : this.isMoney(measure) ? value : value * 1_000_000;
      const actual = sum(this.reached(measure, from, to).map((moment) => partOf(moment, code)));
      const completion = target === null ? null : bp(actual, target);
      return [`${code} ${measure}`, { target, actual, completion, elapsed, gap: completion === null ? null : completion - elapsed }] as const;
    });
    return Object.fromEntries(lines);
  }

  forecast({ unit, kind }: Asked): Judged {
    const lines: Record<string, Cells> = {};
    const total = { count: 0, raw: 0, weighted: 0 };
    for (const column of PATH.slice(0, 6)) {
      const here = this.ofKind(kind).filter((life) => life.column === column && (unit === 'all' || unit === life.unit));
      const over = this.ofKind(kind).filter((life) => life.firsts.has(column) && (life.firsts.has('signed') || life.column === 'closed'));
      const won = over.filter((life) => life.firsts.has('signed')).length;
      const raw = sum(here.map(({ amount }) => amount));
      const weighted = times(raw, won, over.length);
      lines[column] = { count: here.length, raw, settled: over.length, won, probability: bp(won, over.length), weighted };
      total.count += here.length;
      total.raw += raw;
      total.weighted += weighted ?? 0;
    }
    return { ...lines, total: { ...total, settled: null, won: null, probability: null } };
  }

  perMu({ unit, from, to }: Asked, secured: boolean): Judged {
    const land = (life: Life): number => (secured && life.secured !== null ? life.secured : life.promised.land);
    const sites = this.lives.filter((life) => life.kind === 'capital' && land(life) > 0 && this.signedIn(life, unit, from, to));
    return this.byUnit(unit, sites, (some) => {
      const whole = sum(some.map(land));
      const each = (field: 'total' | 'fixed' | 'output' | 'tax'): number | null => times(sum(some.map(({ promised }) => promised[field])), 100, whole);
      const standards = some.map((life) => [life, this.rule('EntryStandardAdopted', life.firsts.get('signed')!.on)] as const).filter(([, standard]) => standard !== null);
      const meeting = standards.filter(([life, standard]) => this.meets(life, land(life), standard!)).length;
      return { count: some.length, land: whole, totalPerMu: each('total'), fixedPerMu: each('fixed'), outputPerMu: each('output'), taxPerMu: each('tax'), judged: standards.length, meeting };
    });
  }

  whatIf({ unit, from, to, on }: Asked, thought?: Omit<Rule, 'from' | 'basis' | 'capPercent' | 'weights'>): Judged {
    const asked = thought ?? this.rule('EntryStandardAdopted', on);
    if (!asked) return {};
    const lines: Record<string, Record<string, number>> = {};
    for (const name of ['both', 'only-then', 'only-now', 'neither', 'no-standard-then']) lines[name] = { count: 0, meetingAsked: 0, land: 0, amount: 0 };
    for (const life of this.lives) {
      const { land } = life.promised;
      if (life.kind !== 'capital' || land === 0 || !this.signedIn(life, unit, from, to)) continue;
      const { on: day, amount } = life.firsts.get('signed')!;
      const then = this.rule('EntryStandardAdopted', day);
      const [was, is] = [then !== null && this.meets(life, land, then), this.meets(life, land, asked)];
      const line = lines[then === null ? 'no-standard-then' : was && is ? 'both' : was ? 'only-then' : is ? 'only-now' : 'neither']!;
      for (const [cell, more] of Object.entries({ count: 1, meetingAsked: is ? 1 : 0, land, amount })) line[cell]! += more;
    }
    return lines;
  }

  league({ from, to, on, unit, period }: Asked): Judged {
    const scheme = this.rule('ScoringSchemeAdopted', on < to ? on : to);
    if (!scheme) return {};
    const units = this.units().filter((one) => one.from <= to && (one.closed === null || one.closed >= from)).map(({ code }) => code);
    const actual = (code: string, measure: string): number => sum(this.reached(measure, from, to).map((moment) => partOf(moment, code)));
    const [year, part] = [period.slice(0, 4), period.slice(5) === 'ytd' || period.length === 4 ? 'year' : period.slice(5)];
    const lines = units.map((code): readonly [string, Cells] => {
      const cells: Record<string, number | null> = { score: 0 };
      for (const { measure, points } of scheme.weights) {
        const own = this.targets().get(`${code} ${year} ${part} ${measure}`);
        const against = scheme.basis === 'best' ? Math.max(...units.map((other) => actual(other, measure))) : own === undefined ? null : this.isMoney(measure) ? own : own * 1_000_000;
        const got = actual(code, measure);
        const earned = against === null || against <= 0 || got <= 0 ? 0 : Math.min(times(points * 100, got, against)!, points * scheme.capPercent);
        Object.assign(cells, { [`${measure}.actual`]: got, [`${measure}.against`]: against, [`${measure}.points`]: earned, score: cells['score']! + earned });
      }
      return [code, cells];
    });
    const ranked = lines.map(([code, cells]) => [code, { ...cells, rank: 1 + lines.filter(([, other]) => other['score']! > cells['score']!).length }] as const);
    return Object.fromEntries(ranked.filter(([code]) => unit === 'all' || code === unit));
  }

  coverage({ unit }: Asked): Judged {
    const status = new Map<string, string>();
    for (const { type, data } of this.told) {
      const link = data as { code: string; status?: string; to?: string };
      if (type === 'LinkAdded') status.set(link.code, link.status!);
      if (type === 'LinkStatusChanged') status.set(link.code, link.to!);
    }
    const lines = [...status].map(([code, now]) => {
      const here = this.lives.filter((life) => life.link === code && (unit === 'all' || unit === life.unit));
      const [leads, negotiating, existing] = [[0, 3], [3, 6], [6, 13]].map(([first, last]) => here.filter(({ column }) => PATH.slice(first, last).includes(column ?? ''))) as [Life[], Life[], Life[]];
      const cells = { existing: existing.length, existingAmount: sum(existing.map(({ amount }) => amount)), negotiating: negotiating.length, negotiatingAmount: sum(negotiating.map(({ amount }) => amount)), leads: leads.length };
      return [code, { ...cells, open: now === 'MISSING' && existing.length === 0 && negotiating.length === 0 ? 1 : 0 }] as const;
    });
    return Object.fromEntries(lines);
  }

  private ofKind(kind: string | undefined): readonly Life[] {
    return kind === undefined ? this.lives : this.lives.filter((life) => life.kind === kind);
  }

  private signedIn({ firsts }: Life, unit: string, from: string, to: string): boolean {
    const signed = firsts.get('signed');
    return signed !== undefined && signed.on >= from && signed.on <= to && (unit === 'all' || unit === signed.unit);
  }

  private byUnit(unit: string, some: readonly Life[], cells: (some: readonly Life[]) => Cells): Judged {
    const units = unit === 'all' ? [...new Set(some.map(({ firsts }) => firsts.get('signed')!.unit))] : [];
    return Object.fromEntries([[unit, cells(some)], ...units.map((code) => [code, cells(some.filter(({ firsts }) => firsts.get('signed')!.unit === code))] as const)]);
  }

  private isMoney = (measure: string): boolean => measure === 'signed-amount' || measure === 'paid-in';

  private reached(measure: string, from: string, to: string): readonly Moment[] {
    const all = this.lives.flatMap((life): readonly Moment[] => {
      if (measure === 'signed-amount') return life.deals;
      if (measure === 'paid-in') return life.money;
      const columns = { leads: ['registered'], 'signed-count': ['signed'], landings: ['landed', 'arrived'], starts: ['started'], productions: ['producing'] }[measure]!;
      return columns.flatMap((column) => life.firsts.get(column) ?? []).slice(0, 1).map((first) => ({ ...first, amount: 1_000_000 }));
    });
    return all.filter(({ on }) => on >= from && on <= to);
  }

  private meets({ promised }: Life, land: number, { intensity, investmentPerMu, outputPerMu, taxPerMu }: Pick<Rule, 'intensity' | 'investmentPerMu' | 'outputPerMu' | 'taxPerMu'>): boolean {
    const pairs = [[intensity === 'total' ? promised.total : promised.fixed, investmentPerMu], [promised.output, outputPerMu], [promised.tax, taxPerMu]] as const;
    return pairs.every(([amount, threshold]) => BigInt(amount) * 100n >= BigInt(threshold) * BigInt(land));
  }

  /** Of rules adopted, the last to take effect by a day. */
  private rule(type: string, on: string): Rule | null {
    const rules = this.told.filter((event) => event.type === type).map(({ data }) => data as Rule).filter(({ from }) => from <= on);
    return rules.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)).at(-1) ?? null;
  }

  private targets(): ReadonlyMap<string, number> {
    const targets = this.told.filter(({ type }) => type === 'TargetSet' || type === 'TargetRevised').map(({ data }) => data as { unit: string; year: number; period: string; measure: string; value?: number; to?: number });
    return new Map(targets.map(({ unit, year, period, measure, value, to }) => [`${unit} ${year} ${period} ${measure}`, (value ?? to)!]));
  }

  private units(): readonly { code: string; from: string; closed: string | null }[] {
    return this.told.filter(({ type, data }) => type === 'UnitEstablished' && (data as { kind: string }).kind !== 'alliance').map(({ data, stream }) => {
      const closed = this.told.findLast((event) => event.stream === stream && event.type === 'UnitClosed');
      const { code, from } = data as { code: string; from: string };
      return { code, from, closed: closed ? (closed.data as { on: string }).on : null };
    });
  }
}
