import type { RecordedEvent } from '#event-store';
import { casesOf, type Data, fen, happen, type Money, type Place, type Standing, told } from './brute-force.ts';

/**
 * The judge of figures, first part: the life of every case, told in order of happening in plain code that shares
 * nothing with the figures.
 */

/** Something that counts: when, by which event, who held the case, how much, and the parts of units in millionths. */
export type Moment = { readonly on: string; readonly at: number; readonly unit: string; readonly amount: number; readonly parts: ReadonlyMap<string, number> };

/** A case: where it stands, and what it has been through. */
export type Life = Standing & {
  id: string; kind: string; link: string | null;
  since: string; held: number; holdFrom: string | null; parts: Map<string, number>; lastOn: string | null; lent: Map<string, number>; contract: number | null; secured: number | null;
  promised: { total: number; fixed: number; land: number; output: number; tax: number };
  readonly firsts: Map<string, Moment>;
  readonly left: { column: string; on: string; unit: string; days: number }[];
  readonly deals: Moment[];
  readonly money: Moment[];
};

type Told = Data & { credit?: { from: number; holder?: number; survivor?: number }; holder?: string; alias?: string; units?: { survivor: string; alias: string | null }; creditKept?: number; link?: string; particulars?: { kind: string; land?: number }; dossier?: Record<string, Money | number | undefined> };

const MILESTONES = ['CompanyRegistered', 'SiteSecured', 'ConstructionStarted', 'ProductionStarted', 'CapacityReached', 'Arrived', 'Performing'];
const REAL_STEPS = ['LeadRegistered', 'LeadTriaged', 'LeadTransferAccepted', 'LeadTaken', 'LeadReopened', 'NegotiationOpened', 'FollowUpRecorded', 'DealOpened', 'RoundRecorded', 'DealRevalued', 'DossierSubmitted', 'ReviewConcluded', 'AgreementDrafted', 'DecisionMade', 'AgreementSigned', 'AgreementAmended', 'DealResumed', 'DealReopened', 'DealTransferAccepted', 'MilestoneReported', 'PaidInReported', 'PaidInVerified', ...MILESTONES];

export const daysFrom = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** The lives of all cases at a place, by id. */
export function livesAt(events: readonly RecordedEvent[], place: Place): readonly Life[] {
  const lives = new Map<string, Life>();
  for (const event of told(events, place)) {
    for (const id of casesOf(event)) {
      const life = lives.get(id) ?? newborn(id);
      lives.set(id, life);
      live(life, event);
    }
  }
  // An alias is the same case as its survivor.
  return [...lives.values()].filter(({ merged }) => !merged).sort((a, b) => (a.id < b.id ? -1 : 1));
}

const newborn = (id: string): Life => ({
  id, column: null, unit: 'pool', amount: 0, company: false, site: false, merged: false, lent: new Map(), kind: 'capital', link: null, since: '', held: 0, holdFrom: null, parts: new Map(), lastOn: null, contract: null, secured: null,
  promised: { total: 0, fixed: 0, land: 0, output: 0, tax: 0 }, firsts: new Map(), left: [], deals: [], money: [],
});

function live(life: Life, { type, data: raw, occurredOn: on, position: at }: RecordedEvent): void {
  const data = raw as Told;
  const { column: from, unit: holder } = life;
  happen(life, type, data);
  share(life, type, data, holder);
  const moment = (amount: number): Moment => ({ on, at, unit: life.unit, amount, parts: new Map(life.parts.size > 0 ? life.parts : [[life.unit, 1_000_000]]) });

  if (type === 'LeadRegistered' || type === 'DealOpened') {
    life.kind = data.kind!;
    life.link = data.link ?? (type === 'LeadRegistered' ? null : life.link);
  }
  if (REAL_STEPS.includes(type)) life.lastOn = on;
  if (life.column !== from) {
    const heldNow = life.holdFrom === null ? 0 : daysFrom(life.holdFrom, on);
    if (from !== null) life.left.push({ column: from, on, unit: holder, days: daysFrom(life.since, on) - life.held - heldNow });
    if (!life.firsts.has(life.column!)) life.firsts.set(life.column!, moment(life.amount));
    life.since = on;
    life.held = 0;
    if (life.holdFrom !== null) life.holdFrom = on;
  }
  if (type === 'DealPutOnHold') life.holdFrom = on;
  if (type === 'DealResumed' && life.holdFrom !== null) {
    life.held += daysFrom(life.holdFrom, on);
    life.holdFrom = null;
  }
  if (life.column === 'closed') life.holdFrom = null;

  const binding = (type === 'AgreementSigned' && data.kind === 'formal') || (type === 'AgreementAmended' && life.contract !== null);
  if (binding && from !== 'closed') {
    life.deals.push(moment(life.amount - (life.contract ?? 0)));
    life.contract = life.amount;
  }
  if (type === 'PaidInVerified') life.money.push(moment(fen(data.amount)));
  if (type === 'SiteSecured') life.secured = data.particulars?.land ?? null;
  if (type === 'DossierSubmitted') {
    const { totalInvestment, fixedInvestment, land, outputPerYear, taxPerYear } = data.dossier ?? {};
    const [total, fixed, output, tax] = [totalInvestment, fixedInvestment, outputPerYear, taxPerYear].map((each) => fen(each as Money | undefined)) as [number, number, number, number];
    life.promised = { total, fixed, land: (land as number | undefined) ?? 0, output, tax };
  }
}

/** Whose achievement it is: whole with whoever registers, takes or opens it; split by a transfer as agreed. */
function share(life: Life, type: string, data: Told, holder: string): void {
  const hand = (giver: string, taker: string, percent: number): void => {
    const own = life.parts.get(giver) ?? 0;
    const keeps = Math.floor((own * percent) / 100);
    life.parts.set(giver, keeps);
    life.parts.set(taker, (life.parts.get(taker) ?? 0) + own - keeps);
    for (const [unit, part] of life.parts) if (part === 0) life.parts.delete(unit);
    if (life.parts.size === 0) life.parts.set(taker, 1_000_000);
  };
  const giver = (data as { from?: string }).from ?? holder;
  const whole = (unit: string): void => { life.parts = new Map([[unit, 1_000_000]]); };
  if (type === 'LeadRegistered' || type === 'LeadTaken') whole(data.unit!);
  if (type === 'LeadReturnedToPool') life.parts = new Map();
  if ((type === 'NegotiationOpened' || type === 'DealOpened') && data.unit !== holder) whole(data.unit!);
  if (type === 'LeadTriaged' && data.outcome === 'refer' && data.unit !== undefined && holder !== 'pool') hand(holder, data.unit, 0);
  // Of a lead in talks it only tells that the lead followed its deal.
  if (type === 'LeadTransferAccepted' && ['registered', 'triaged', 'protected'].includes(life.column ?? '')) hand(giver, data.to as string, data.credit!.from);
  if (type === 'DisputeArbitrated' && data.outcome === 'moved') hand(data.holder!, data.claimant!.unit, 0);
  // What is shared or lent moves between units while the case stays; in the pool there is nothing to share.
  const lend = (from: string, to: string, part: number): void => {
    if (part === 0) return;
    life.parts.set(from, (life.parts.get(from) ?? 0) - part);
    life.parts.set(to, (life.parts.get(to) ?? 0) + part);
    for (const [unit, left] of life.parts) if (left === 0) life.parts.delete(unit);
  };
  const cut = (from: string, keeps: number): number => { const own = life.parts.get(from) ?? 0; return own - Math.floor((own * keeps) / 100); };
  if (type === 'DisputeArbitrated' && data.outcome === 'shared' && holder !== 'pool') lend(data.holder!, data.claimant!.unit, cut(data.holder!, data.credit!.holder!));
  if (type === 'AliasJoined' && data.units!.alias !== null) {
    const part = holder === 'pool' ? 0 : cut(data.units!.survivor, data.credit!.survivor!);
    lend(data.units!.survivor, data.units!.alias, part);
    life.lent.set(data.alias!, part);
  }
  if (type === 'AliasLeft') {
    const from = data.units!.alias;
    if (from !== null && holder !== 'pool' && holder !== from) lend(from, holder, Math.min(life.lent.get(data.alias!) ?? 0, life.parts.get(from) ?? 0));
    life.lent.delete(data.alias!);
  }
  if (type === 'DealTransferAccepted') hand(giver, data.to as string, data.creditKept!);
}

/** A unit's part of a moment, cut unit by unit in the order of codes so that nothing is lost; all of it for the zone. */
export function partOf({ amount, parts }: Moment, unit: string): number {
  if (unit === 'all') return amount;
  let [before, cut] = [0, 0];
  for (const code of [...parts.keys()].sort()) {
    before += parts.get(code)!;
    const next = Number((BigInt(amount) * BigInt(before)) / 1_000_000n);
    if (code === unit) return next - cut;
    cut = next;
  }
  return 0;
}
