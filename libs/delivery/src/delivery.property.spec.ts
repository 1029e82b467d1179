import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import type { Day, Money } from '#measures';
import { deciderProperties, on } from '../../../test/properties/decider-properties.ts';
import type { DeliveryCommand } from './delivery.commands.ts';
import { deliveryDecider } from './delivery.decider.ts';
import { type DeliveryEvent, deliveryEvents } from './delivery.events.ts';
import { fittingDeliveryCommands } from './delivery.table.ts';
import type { Particulars } from './milestones.ts';

type Event = Happened<DeliveryEvent>;
type Known = { readonly signedOn: Day | null; readonly closed: boolean };

const SIGNED = '2026-01-05';
const owner: Actor = { account: 'service', unit: null, role: 'service-owner' };
const verifier: Actor = { account: 'verifier', unit: null, role: 'verifier' };
const standIn: Actor = { account: 'verifier', unit: null, role: 'verifier', onBehalfOf: 'service' };
const paper = '00000000-0000-4000-8000-0000000000aa';
const DESIGN: Money = { amount: 100_00, currency: 'CNY' };
const CNY: Money = { amount: 30_00, currency: 'CNY' };
const USD: Money = { amount: 10_01, currency: 'USD', rate: { millionths: 7_092_150, on: '2026-01-05' } };
const usual = (command: DeliveryCommand, by: Actor, known: Partial<Known> = {}) => ({ command, by, known: { signedOn: SIGNED, closed: false, ...known } });
const report = (particulars: Particulars): DeliveryCommand => ({ type: 'ReportMilestone', input: { particulars, evidence: [paper] } });
const judge = (kind: Particulars['kind'], verdict: 'verify' | 'refuse' = 'verify'): DeliveryCommand => ({ type: 'JudgeMilestone', kind, input: verdict === 'verify' ? { verdict } : { verdict, reason: '缺照片' } });
const reportMoney = (amount: Money): DeliveryCommand => ({ type: 'ReportPaidIn', input: { amount, evidence: [paper] } });
const judgeMoney = (verdict: 'verify' | 'refuse' = 'verify'): DeliveryCommand => ({ type: 'JudgePaidIn', reportId: 'the last', input: verdict === 'verify' ? { verdict } : { verdict, reason: '未到账' } });

const shown = {
  'company-registered': { kind: 'company-registered', creditCode: '91350100M000100Y43', confirmed: false },
  'site-secured': { kind: 'site-secured', site: 'lease', reference: '租约' },
  'construction-started': { kind: 'construction-started', basis: 'permit', reference: '许可' },
  'production-started': { kind: 'production-started', invoices: ['发票'] },
  'capacity-reached': { kind: 'capacity-reached', outputPerYear: DESIGN },
  arrived: { kind: 'arrived', reference: '入驻' },
  performing: { kind: 'performing', reference: '履约' },
} as const satisfies { readonly [kind in Particulars['kind']]: Particulars };
const odd: readonly Particulars[] = [{ kind: 'company-registered', creditCode: '91350100M000100Y44', confirmed: false }, { kind: 'company-registered', creditCode: '123', confirmed: true }, { kind: 'capacity-reached', outputPerYear: { amount: 99_99, currency: 'CNY' } }];

// The columns after signing, once more: what enters each, in the order of the path (DOMAIN 4).
const PATHS = {
  capital: [['CompanyRegistered', 'SiteSecured'], ['ConstructionStarted'], ['ProductionStarted'], ['CapacityReached']],
  talent: [['Arrived'], ['Performing']],
} as const;
const KINDS = { CompanyRegistered: 'company-registered', SiteSecured: 'site-secured', ConstructionStarted: 'construction-started', ProductionStarted: 'production-started', CapacityReached: 'capacity-reached', Arrived: 'arrived', Performing: 'performing' } as const;
type Milestone = keyof typeof KINDS;
const MILESTONES = Object.keys(KINDS) as Milestone[];
const isMilestone = (type: string): type is Milestone => type in KINDS;
const reportOf = (past: readonly Event[], kind: string): Event | undefined => past.findLast((event) => event.type === 'MilestoneReported' && event.data.particulars.kind === kind);
const moneyReport = (past: readonly Event[], reportId: string): Event | undefined => past.find((event) => event.type === 'PaidInReported' && event.data.reportId === reportId);
const hands = ({ account, onBehalfOf }: Actor): readonly string[] => [account, onBehalfOf ?? account];
const subjectOf = (event: Event, past: readonly Event[]): Event | undefined => {
  if (isMilestone(event.type)) return reportOf(past, KINDS[event.type]);
  if (event.type === 'MilestoneRefused') return reportOf(past, event.data.kind);
  return event.type === 'PaidInVerified' || event.type === 'PaidInRefused' ? moneyReport(past, event.data.reportId) : undefined;
};
const fen = ({ amount, rate }: Money): bigint => (rate ? (BigInt(amount) * BigInt(rate.millionths) + 500_000n) / 1_000_000n : BigInt(amount));

const VERDICTS = [...MILESTONES, 'MilestoneRefused', 'PaidInVerified', 'PaidInRefused'] as const;
const HANDS = 'nobody judges a report of their own, nor one made for them or by them for another';
const BOUND = 'nothing is delivered and no capital paid in before a formal agreement, or after the close';
const ORDER = 'no column is skipped: every milestone of the columns before is verified, and happened no later';
const SUM = 'the money paid in is the exact sum of what was verified, each report counted once';
const ONCE = 'a milestone is verified once, on the day of its report, and judged no earlier than that';
const OUTPUT = 'what is reported lies on the path: capacity at the designed output, a company with a sound credit code';

for (const kind of ['capital', 'talent'] as const) {
  const milestones = PATHS[kind].flat().map((type) => KINDS[type]);
  const command = fc.oneof(
    fc.constantFrom(...Object.values(shown), ...odd).map(report),
    fc.tuple(fc.constantFrom(...milestones), fc.constantFrom('verify' as const, 'verify' as const, 'refuse' as const)).map(([which, verdict]) => judge(which, verdict)),
    fc.constantFrom(CNY, USD, { amount: 0, currency: 'CNY' }).map(reportMoney),
    fc.constantFrom(judgeMoney(), judgeMoney('refuse'), judgeMoney()),
    fc.constant<DeliveryCommand>({ type: 'AssignServiceOwner', input: { account: 'service', lateReason: '补录' } }),
  );
  deciderProperties({
    name: `a delivery of ${kind}`,
    decider: deliveryDecider,
    types: deliveryEvents,
    noise: fc.record({ command, by: fc.constantFrom(owner, verifier, verifier, standIn), known: fc.record<Known>({ signedOn: fc.constantFrom(SIGNED, SIGNED, SIGNED, '2026-06-01', null), closed: fc.constantFrom(false, false, false, true) }) }),
    way: [
      ...milestones.map((which) => [[usual(report(shown[which]), owner)], [usual(judge(which), verifier), usual(judge(which), owner), usual(judge(which, 'refuse'), verifier)]]).flat(),
      [usual(reportMoney(USD), owner)], [usual(judgeMoney(), verifier), usual(judgeMoney(), owner)], [usual(reportMoney(CNY), owner)], [usual(judgeMoney(), verifier)],
    ],
    aim: (sent, past) => (sent.type === 'JudgePaidIn' ? { ...sent, reportId: (past.findLast(({ type }) => type === 'PaidInReported')?.data as { reportId?: string } | undefined)?.reportId ?? paper } : sent),
    facts: ({ by, on: day, known, nth }) => ({
      actor: by, on: day, newId: `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`,
      deal: { kind, signedOn: known.signedOn, closed: known.closed, designOutput: DESIGN, revision: 9 },
    }),
    rules: {
      [HANDS]: on(VERDICTS, (event, past) => {
        const judged = subjectOf(event as Event, past);
        return judged !== undefined && !hands(judged.actor).some((hand) => hands(event.actor).includes(hand));
      }),
      [BOUND]: on(['MilestoneReported', 'PaidInReported', ...VERDICTS], ({ type, occurredOn }, _past, { known: { signedOn, closed } }) =>
        signedOn !== null && !closed && (type === 'MilestoneReported' || type === 'PaidInReported' ? occurredOn >= signedOn : true)),
      [ORDER]: on(MILESTONES, (event, past) => {
        const at = PATHS[kind].findIndex((column) => (column as readonly string[]).includes(event.type));
        return at >= 0 && PATHS[kind].slice(0, at).flat().every((type) => past.some((one) => one.type === type && one.occurredOn <= event.occurredOn));
      }),
      [SUM]: on(['PaidInVerified'], ({ data }, past) => {
        const verified = past.flatMap((event) => (event.type === 'PaidInVerified' ? [event.data] : []));
        const total = [...verified, data].reduce((sum, { amount }) => sum + fen(amount), 0n);
        const judged = past.some((event) => (event.type === 'PaidInVerified' || event.type === 'PaidInRefused') && event.data.reportId === data.reportId);
        const reported = moneyReport(past, data.reportId);
        return BigInt(data.cumulativeFen) === total && !judged && reported?.type === 'PaidInReported' && fen(reported.data.amount) === fen(data.amount);
      }),
      [ONCE]: on(MILESTONES, (event, past, { on: day }) => {
        const reported = reportOf(past, KINDS[event.type as Milestone])!;
        const since = past.slice(past.indexOf(reported) + 1);
        return !past.some(({ type }) => type === event.type) && !since.some((one) => one.type === 'MilestoneRefused' && one.data.kind === KINDS[event.type as Milestone]) && event.occurredOn === reported.occurredOn && day >= event.occurredOn;
      }),
      [OUTPUT]: on(['MilestoneReported'], ({ data: { particulars } }) => {
        if (particulars.kind === 'capacity-reached') return fen(particulars.outputPerYear) >= fen(DESIGN);
        if (particulars.kind === 'company-registered') return particulars.creditCode === shown['company-registered'].creditCode;
        return kind === 'capital' ? undefined : milestones.includes(particulars.kind);
      }),
      'what was verified is what was reported, and by whom': on(MILESTONES, (event, past) => {
        const reported = subjectOf(event as Event, past);
        const { data } = event as Happened<Extract<DeliveryEvent, { type: 'Arrived' }>>;
        return reported?.type === 'MilestoneReported' && data.reportedBy === reported.actor.account && JSON.stringify(data.particulars) === JSON.stringify(reported.data.particulars);
      }),
      'nothing happens on a day to come': ({ occurredOn }, _past, { today }) => occurredOn <= today,
    },
    controls: [
      { without: 'delivery.reporter-verifies', breaks: HANDS, lie: ({ facts }) => ({ facts: { ...facts, actor: { account: 'nobody', unit: null, role: 'verifier' } } }) },
      { without: 'delivery.no-formal-agreement', breaks: BOUND, lie: ({ facts }) => ({ facts: { ...facts, deal: { ...facts.deal, signedOn: '2026-01-01' } } }) },
      { without: 'delivery.deal-closed', breaks: BOUND, lie: ({ facts }) => ({ facts: { ...facts, deal: { ...facts.deal, closed: false } } }) },
      { without: 'delivery.before-signing', breaks: BOUND, lie: ({ facts }) => ({ facts: { ...facts, deal: { ...facts.deal, signedOn: '2000-01-01' } } }) },
      { without: 'delivery.earlier-milestone-missing', breaks: ORDER, instead: ({ command: sent, state, facts }) => verifiedAnyway(sent, state, facts.deal.revision) },
      { without: 'delivery.before-earlier-milestone', breaks: ORDER, instead: ({ command: sent, state, facts }) => verifiedAnyway(sent, state, facts.deal.revision) },
      { without: 'delivery.paid-in-judged', breaks: SUM, lie: ({ state }) => ({ state: { ...state, paidIn: Object.fromEntries(Object.entries(state.paidIn).map(([id, entry]) => [id, { ...entry, verdict: 'open' as const }])) } }) },
      ...(kind === 'capital' ? [{ without: 'delivery.output-below-design', breaks: OUTPUT, lie: ({ facts }: { facts: Parameters<typeof deliveryDecider.decide>[2] }) => ({ facts: { ...facts, deal: { ...facts.deal, designOutput: null } } }) }] : []),
    ],
    table: {
      offers: (state, { known: { signedOn, closed } }) => fittingDeliveryCommands(state, { kind, signedOn, closed, designOutput: DESIGN, revision: 9 }),
      misfits: ['delivery.deal-closed', 'delivery.no-formal-agreement'],
      beside: ['ReportMilestone', 'JudgeMilestone', 'JudgePaidIn'],
    },
  });
}

function verifiedAnyway(command: DeliveryCommand, state: (typeof deliveryDecider)['initial'], dealRevision: number): DeliveryEvent[] {
  if (command.type !== 'JudgeMilestone') return [];
  const reported = state.reported[command.kind]!;
  const { particulars, evidence } = reported.data;
  const type = MILESTONES.find((name) => KINDS[name] === command.kind)!;
  return [{ type, data: { reportedBy: reported.actor.account, particulars, evidence, dealRevision }, occurredOn: reported.occurredOn }];
}
