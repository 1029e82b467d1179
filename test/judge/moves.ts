import type { Actor, CommandContext } from '#event-store';
import type { Deal, MilestoneKind } from '#deals';
import * as deals from '#deals';
import { AssignServiceOwner, type Delivery, JudgeMilestone, JudgePaidIn, milestonesOn, type Particulars, ReportMilestone, ReportPaidIn } from '#delivery';
import * as leads from '#leads';
import { cny, type Money } from '#measures';
import type { Random } from './random.ts';
import { idOf } from './world.ts';

/** What the write side knows of a case; what a user would look at before giving a command. */
export type Seen = { readonly id: string; readonly lead: leads.LeadState; readonly protection: leads.Filing['protection']; readonly contacted: boolean; readonly disputed: boolean; readonly deal: Deal | null; readonly delivery: Delivery };

/** A command and who gives it. `since` is the first day it could have happened, where there is one. */
export type Move = { readonly actor: Actor; readonly since?: string; readonly send: (context: CommandContext) => object };

type Late = { readonly lateReason?: string };

export const UNITS = ['nm', 'he', 'yy', 'team1', 'squad01'] as const;
export const office: Actor = { account: 'office', unit: null, role: 'office' };
export const teamLead = (unit: string): Actor => ({ account: `${unit}.lead`, unit, role: 'team-lead' });
const member = (unit: string): Actor => ({ account: `${unit}.member`, unit, role: 'member' });
const leader: Actor = { account: 'leader', unit: null, role: 'leader' };
const reviewer: Actor = { account: 'office2', unit: null, role: 'office' };
const verifier: Actor = { account: 'verifier', unit: null, role: 'verifier' };
const rule: Actor = { account: 'rule', unit: null, role: 'rule' };
const sha = 'a'.repeat(64);
const paper = (id: string, name: string) => ({ documentId: idOf('paper', id, name), sha256: sha });

/** A new lead of a few firms and contents, so that teams meet in each other's claims. */
export function register(random: Random, id: string, late: Late): Move {
  const unit = random.pick(UNITS);
  const kind = random.pick(['capital', 'capital', 'capital', 'talent', 'technology', 'platform'] as const);
  const input = {
    investor: { name: `示例${random.pick(['甲', '乙', '丙', '丁', '戊', '己'])}${random.pick(['新材料', '装备', '医药', '信息'])}有限公司` },
    title: `年产${random.upTo(9) + 1}万吨项目`, content: '建设内容', kind, source: 'event' as const, origin: '展会',
    ...(random.chance(0.8) && { estimate: amount(random) }), ...linkOf(id), ...late,
  };
  return { actor: random.chance(0.5) ? teamLead(unit) : member(unit), send: (context) => new leads.RegisterLead(id, input, context) };
}

/** The chain and link of a lead, by its id: two of three have one. */
const linkOf = (id: string) => [{ chain: 'NM', link: 'NM1.01' }, { chain: 'NM', link: 'NM1.02' }, {}][id.charCodeAt(0) % 3];

/** The next step on the way to the last column. */
export function onward(seen: Seen, random: Random, late: Late): Move {
  const { id, lead, deal, protection, contacted } = seen;
  const holder = teamLead(lead.unit ?? random.pick(UNITS));
  if (deal) return onwardWithDeal(seen, deal, random, late);
  if (lead.status === 'registered') return { actor: office, send: (context) => new leads.TriageLead(id, { outcome: 'accept', ...late }, context) };
  if (lead.status === 'pool') return { actor: holder, send: (context) => new leads.TakeLead(id, late, context) };
  const overtake = random.chance(0.3) ? { overtakeReason: '资料更全' } : {};
  if (!protection) return { actor: office, since: lead.accepted?.on, send: (context) => new leads.GrantProtection(id, { ...overtake, ...late }, context) };
  if (!contacted) return followUp(id, holder, true, late);
  return { actor: holder, since: protection.from, send: (context) => new leads.OpenNegotiation(id, { needs: { workers: 10 + random.upTo(500) }, ...late }, context) };
}

function onwardWithDeal({ id, delivery }: Seen, deal: Deal, random: Random, late: Late): Move {
  const { since } = deal;
  const holder = teamLead(deal.unit);
  const formal = paper(id, `formal/${deal.cycle}`);
  if (deal.hold) return { actor: holder, since: deal.hold.on, send: (context) => new deals.ResumeDeal(id, late, context) };
  switch (deal.stage) {
    case 'negotiating': {
      if (deal.drafts.length === 0) return { actor: holder, send: (context) => new deals.DraftAgreement(id, { kind: 'formal', ...formal, title: '投资协议', fixesLandPrice: false, ...late }, context) };
      return submit(id, deal, random, late);
    }
    case 'in-review': {
      const clearances = { legal: { by: 'legal', on: since }, fairCompetition: { by: 'legal', on: since } };
      if (deal.review) return { actor: leader, since: deal.review.on, send: (context) => new deals.MakeDecision(id, { decision: 'approve', sha256: sha, ...clearances, ...late }, context) };
      return conclude(id, deal, 'pass', late);
    }
    case 'approved': {
      // What is signed may stray a little from what was approved; the board shows what was signed.
      const strayed = deal.amount && random.chance(0.3) ? { amount: { ...deal.amount, amount: Math.round(deal.amount.amount * (0.92 + random.next() * 0.16)) } } : {};
      return { actor: leader, since, send: (context) => new deals.SignAgreement(id, { kind: 'formal', ...formal, ...strayed, ...late }, context) };
    }
    case 'signed':
      return deliver(id, deal, delivery, random, late);
    case 'closed':
      return { actor: holder, since, send: (context) => new deals.ReopenDeal(id, { reason: '回头再谈', ...late }, context) };
  }
}

function deliver(id: string, deal: Deal, { verified, reported, paidIn }: Delivery, random: Random, late: Late): Move {
  const money = Object.entries(paidIn).find(([, report]) => report.verdict === 'open');
  if (money && random.chance(0.5)) return { actor: verifier, since: money[1].reported.occurredOn, send: (context) => new JudgePaidIn(id, money[0], { verdict: 'verify', ...late }, context) };
  const open = milestonesOn(deal.kind).filter((kind) => !verified[kind]);
  // Milestones are reported out of order too; only the two of 落地 may be verified so.
  const kind = open.slice(0, random.chance(0.4) ? 1 + random.upTo(3) : 1).at(-1) ?? 'performing';
  const waiting = open.find((each) => reported[each]);
  const report = waiting && reported[waiting];
  if (waiting && report && random.chance(0.8)) return { actor: verifier, since: report.occurredOn, send: (context) => new JudgeMilestone(id, waiting, { verdict: 'verify', ...late }, context) };
  const shown = { particulars: particularsOf(kind, deal), evidence: [idOf('evidence', id, kind)] };
  const earlier = Object.values(verified).map(({ occurredOn }) => occurredOn);
  return { actor: teamLead(deal.unit), since: [deal.since, ...earlier].sort().at(-1), send: (context) => new ReportMilestone(id, { ...shown, ...late }, context) };
}

function particularsOf(kind: MilestoneKind, deal: Deal): Particulars {
  const reference = '2026-1';
  switch (kind) {
    case 'company-registered': return { kind, creditCode: '91350100M000100Y43', confirmed: false };
    case 'site-secured': return { kind, site: 'lease', reference };
    case 'construction-started': return { kind, basis: 'permit', reference };
    case 'production-started': return { kind, invoices: [reference] };
    case 'capacity-reached': return { kind, outputPerYear: deal.dossier?.data.dossier.outputPerYear ?? cny(1) };
    case 'arrived': case 'performing': return { kind, reference };
  }
}

function submit(id: string, deal: Deal, random: Random, late: Late): Move {
  const dossier = {
    totalInvestment: random.chance(0.03) ? cny(0) : amount(random), fixedInvestment: amount(random), land: random.upTo(20_000), outputPerYear: amount(random), taxPerYear: amount(random),
    jobs: random.upTo(900), energyTce: random.upTo(9_000), environmentClass: 'form' as const, timetable: [{ milestone: 'construction-started' as const, plannedOn: '2026-12-01' }],
  };
  return { actor: teamLead(deal.unit), since: deal.since, send: (context) => new deals.SubmitDossier(id, { ...dossier, ...late }, context) };
}

function conclude(id: string, deal: Deal, outcome: 'pass' | 'defer' | 'reject', late: Late): Move {
  const ballot = { quorum: { present: 9, required: 7 }, votes: outcome === 'pass' ? { for: 8, against: 1 } : { for: 2, against: 7 }, recused: [], conditions: [] };
  return { actor: reviewer, since: deal.dossier?.on, send: (context) => new deals.ConcludeReview(id, { outcome, ...ballot, ...late }, context) };
}

function followUp(id: string, actor: Actor, twoWay: boolean, late: Late): Move {
  return { actor, send: (context) => new leads.RecordFollowUp(id, { kind: 'call', twoWay, participants: 2, summary: '电话沟通', ...late }, context) };
}

/** An amount in 分, now and then of foreign money at a rate. */
export function amount(random: Random): Money {
  const minor = (random.upTo(90_000) + 1) * 1_000_00 + random.upTo(100);
  return random.chance(0.15) ? { amount: minor, currency: 'USD', rate: { millionths: 7_000_000 + random.upTo(300_000), on: '2026-03-01' } } : cny(minor);
}

/** An answer to a transfer that is under offer. */
export function settle({ id, lead, deal }: Seen, random: Random, late: Late): Move {
  const receiver = teamLead(deal?.offer?.data.to ?? lead.offer?.to ?? random.pick(UNITS));
  const { Accept, Decline } = deal?.offer ? { Accept: deals.AcceptTransfer, Decline: deals.DeclineTransfer } : { Accept: leads.AcceptTransfer, Decline: leads.DeclineTransfer };
  if (random.chance(0.75)) return { actor: receiver, since: deal?.offer?.on, send: (context) => new Accept(id, late, context) };
  return { actor: receiver, since: deal?.offer?.on, send: (context) => new Decline(id, { reason: '人手不足', ...late }, context) };
}

/** A remark, which changes nothing on any board. */
export const remark = ({ id, lead }: Seen, late: Late): Move => ({ actor: teamLead(lead.unit ?? 'nm'), send: (context) => new leads.CommentOnLead(id, { text: '备注', ...late }, context) });

/** A ruling on the dispute over a lead; the office opened some of them and is no arbiter then. */
export function arbitrate({ id }: Seen, random: Random, late: Late): Move {
  const outcome = random.pick(['upheld', 'moved', 'shared'] as const);
  const ruling = outcome === 'shared' ? { outcome, credit: { holder: 70, claimant: 30 } } : { outcome };
  return { actor: random.pick([leader, leader, office]), send: (context) => new leads.ArbitrateDispute(id, { ...ruling, reasons: '以日志为准', ...late }, context) };
}

/** A merge that is taken back. */
export const revert = ({ id }: Seen, late: Late): Move => ({ actor: office, send: (context) => new leads.RevertMerge(id, { reason: '并错了', ...late }, context) });

/** What the rule that watches the days sends, here also too early. */
export const expire = ({ id }: Seen): Move => ({ actor: rule, send: (context) => new leads.ExpireProtection(id, {}, context) });

/** Anything that somebody might do to a case besides, sensible or not. */
export function astray(seen: Seen, others: readonly string[], random: Random, late: Late): Move {
  const { id, lead, deal, delivery, protection } = seen;
  const unit = deal?.unit ?? lead.unit ?? random.pick(UNITS);
  const [holder, to, other] = [teamLead(unit), random.pick(UNITS), random.pick(others)];
  const since = deal?.since;
  const by = (actor: Actor, make: (context: CommandContext) => object, from?: string): Move => ({ actor, since: from, send: make });
  const inAnyCase: readonly Move[] = [
    followUp(id, holder, random.chance(0.5), late),
    remark(seen, late),
    by(holder, (context) => new leads.OfferTransfer(id, { to, credit: { from: 40, to: 60 }, ...late }, context)),
    by(office, (context) => new leads.ReleaseProtection(id, { code: 'no-progress', ...late }, context), protection?.from),
    by(office, (context) => new leads.RenewProtection(id, late, context), protection?.from),
    expire(seen),
    by(holder, (context) => new leads.DisputeLead(id, { against: { leadId: other }, grounds: '我方在先', evidence: [], ...late }, context)),
  ];
  const ofLead: readonly Move[] = [
    by(holder, (context) => new leads.OfferTransfer(id, { to, credit: { from: 70, to: 30 }, ...late }, context)),
    by(office, (context) => new leads.TriageLead(id, { outcome: 'reject', code: 'below-standard', text: '不符合', ...late }, context)),
    by(office, (context) => new leads.TriageLead(id, { outcome: 'refer', unit: to, ...late }, context)),
    by(office, (context) => new leads.TriageLead(id, { outcome: 'refer', unit: to, ...late }, context)),
    by(office, (context) => new leads.MarkSameContent(id, { sameAs: other, reason: '同一项目', ...late }, context)),
    by(office, (context) => new leads.MarkSameContent(id, { sameAs: other, reason: '同一项目', ...late }, context)),
    by(office, (context) => new leads.MarkSameContent(id, { sameAs: other, reason: '同一项目', ...late }, context)),
    by(holder, (context) => new leads.WithdrawLead(id, { code: 'no-capacity', ...late }, context)),
    by(holder, (context) => new leads.LoseLead(id, { code: 'cost', ...late }, context)),
    by(holder, (context) => new leads.TakeLead(id, late, context)),
    by(holder, (context) => new leads.ReopenLead(id, { reason: '投资方重启', ...late }, context)),
    by(office, (context) => new leads.MergeLead(id, { into: other, credit: random.pick([{ survivor: 60, alias: 40 }, { survivor: 100, alias: 0 }]), reason: '同一项目', ...late }, context)),
  ];
  if (!deal) return random.pick([...inAnyCase, ...ofLead]);
  const supplementary = paper(id, 'supplementary');
  const report = Object.keys(delivery.reported).at(0) as MilestoneKind | undefined;
  const paidIn = Object.keys(delivery.paidIn).at(-1) ?? idOf('none');
  const closing = random.pick([deals.LoseDeal, deals.WithdrawDeal, deals.TerminateAgreement]);
  const ofDeal: readonly Move[] = [
    by(holder, (context) => new leads.OpenFurtherDeal(id, { title: `二期${random.upTo(3)}`, content: '扩产', ...(random.chance(0.7) && { estimate: amount(random) }), ...late }, context)),
    by(holder, (context) => new deals.RecordRound(id, { topics: [{ code: 'land' }], ...late }, context)),
    by(holder, (context) => new deals.Revalue(id, { amount: amount(random), reason: '扩大规模', ...late }, context)),
    by(holder, (context) => new deals.Revalue(id, { amount: amount(random), reason: '缩小规模', ...late }, context), since),
    by(holder, (context) => new deals.HoldDeal(id, { code: 'land-pending', reason: '等待指标', reviewOn: '2026-12-31', ...late }, context), since),
    by(holder, (context) => new deals.ResumeDeal(id, late, context), since),
    by(holder, (context) => new deals.OfferTransfer(id, { to, creditKept: 40, ...late }, context), since),
    by(holder, (context) => new deals.OfferTransfer(id, { to, creditKept: 70, ...late }, context)),
    by(teamLead(to), (context) => new deals.AcceptTransfer(id, late, context), deal.offer?.on),
    by(holder, (context) => new deals.DraftAgreement(id, { kind: 'supplementary', ...supplementary, title: '补充协议', fixesLandPrice: false, ...late }, context)),
    by(leader, (context) => new deals.AmendAgreement(id, { ...supplementary, amount: amount(random), approvalReference: '2026-7', ...late }, context), deal.formal?.on),
    by(holder, (context) => new deals.DraftAgreement(id, { kind: 'framework', ...paper(id, 'framework'), title: '框架协议', fixesLandPrice: false, ...late }, context)),
    by(leader, (context) => new deals.SignAgreement(id, { kind: 'framework', ...paper(id, 'framework'), ...late }, context)),
    by(leader, (context) => new deals.MakeDecision(id, { decision: random.pick(['reject', 'return'] as const), reason: '再议', ...late }, context), deal.review?.on),
    by(office, (context) => new AssignServiceOwner(id, { account: 'service', ...late }, context)),
    by(holder, (context) => new ReportPaidIn(id, { amount: amount(random), evidence: [idOf('slip', id)], ...late }, context), since),
    by(verifier, (context) => new JudgePaidIn(id, paidIn, { verdict: 'verify', ...late }, context)),
    by(verifier, (context) => new JudgeMilestone(id, report ?? 'arrived', { verdict: 'refuse', reason: '材料不全', ...late }, context)),
    conclude(id, deal, random.pick(['defer', 'reject']), late),
    submit(id, deal, random, late),
    by(holder, (context) => new closing(id, { code: 'cost', ...late }, context), since),
  ];
  return random.pick([...inAnyCase, ...ofDeal, ...ofDeal]);
}
