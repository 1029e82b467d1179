import { AmendAgreement, ConcludeReview, DealsModule, DraftAgreement, LapseDecision, LoseDeal, MakeDecision, OpenDeal, PROMISES, Revalue, SignAgreement, SubmitDossier, TerminateAgreement, WithdrawDeal } from '#deals';
import { AmendCommitment, ClearCommitment, CommitmentReactions, CommitmentsModule, CostCommitment, JudgeFulfilment, promisesOf, ProposeCommitment, ReportFulfilment, SetAuthorityLimit, SetBudgetLine, WaiveCommitment, WithdrawCommitment } from '#commitments';
import { AssignServiceOwner, DeliveryModule, JudgeMilestone, ReportMilestone } from '#delivery';
import { EnterprisesModule } from '#enterprises';
import { type Actor, COMMAND_RUNNER, type CommandRunner } from '#event-store';
import { type Act, crashProof } from './crash-proof.ts';
import { act as ofLead, DAY, people } from './lead-stories.ts';

const id = '0e0d0c0b-0a09-4807-8605-0403020100a0';
const [ours, theirs] = ['0e0d0c0b-0a09-4807-8605-0403020100a1', '0e0d0c0b-0a09-4807-8605-0403020100a2'];
const [sha256, amended] = ['a'.repeat(64), 'b'.repeat(64)];
const more = { finance: { account: 'finance', unit: null, role: 'finance' }, legal: { account: 'legal', unit: null, role: 'legal' }, verifier: { account: 'verifier', unit: null, role: 'verifier' } } as const satisfies Record<string, Actor>;
const act = (by: keyof typeof people | keyof typeof more, command: Act['command']): Act => (by in people ? ofLead(by as keyof typeof people, command) : { by: more[by as keyof typeof more], on: DAY, command });
const money = (amount: number) => ({ amount, currency: 'CNY' });
const dossier = { totalInvestment: money(500_000_00), jobs: 300, timetable: [{ milestone: 'arrived' as const, plannedOn: '2026-09-01' }] };
const cleared = { by: 'legal', on: DAY };

const budgets = [2026, 2027].flatMap((year) => [
  act('finance', (context) => new SetAuthorityLimit('gwh', year, { limitFen: 1_000, approvalReference: '一号' }, context)),
  act('finance', (context) => new SetBudgetLine('gwh', year, { line: 'a1', name: '扶持', budgetFen: 900, approvalReference: '一号' }, context)),
]);
const promise = (commitment: string, direction: 'zone-to-investor' | 'investor-to-zone', due: ProposeCommitment['input']['due']) =>
  act('member', (context) => new ProposeCommitment(commitment, id, { direction, kind: 'subsidy', title: '承诺', measure: { of: 'money', money: money(900) }, due, conditions: [], policy: 'published' }, context));
const cost = (years: readonly (readonly [number, number])[]) => act('finance', (context) => new CostCommitment(ours, { authority: 'gwh', line: 'a1', years: years.map(([year, fen]) => ({ year, amount: money(fen) })) }, context));
const clear = act('legal', (context) => new ClearCommitment(ours, { verdict: 'clear', legalBasis: { document: '办法' }, fairCompetition: { outcome: 'no-concern', reference: '三号' } }, context));
const promised = [...budgets, promise(ours, 'zone-to-investor', { days: 30, after: 'arrived' }), cost([[2026, 600], [2027, 300]]), clear];
const submit = act('lead', (context) => new SubmitDossier(id, dossier, context));
const reviewed = [
  act('lead', (context) => new DraftAgreement(id, { kind: 'formal', documentId: id, sha256, title: '投资协议', fixesLandPrice: false }, context)),
  submit,
  act('office', (context) => new ConcludeReview(id, { outcome: 'pass', quorum: { present: 9, required: 7 }, votes: { for: 8, against: 1 }, recused: [], conditions: [] }, context)),
];
const decide = (decision: 'approve' | 'reject') => act('leader', (context) => new MakeDecision(id, { decision, ...(decision === 'approve' && { sha256, legal: cleared, fairCompetition: cleared }) }, context));
const sign = act('leader', (context) => new SignAgreement(id, { kind: 'formal', documentId: id, sha256 }, context));
const talks = [act('member', (context) => new OpenDeal(id, { leadId: id, enterpriseId: id, unit: 'team1', title: '示例项目', kind: 'talent' }, context))];
const evidence = [id];

crashProof({
  name: 'the reactions of promises',
  modules: [EnterprisesModule, DealsModule, DeliveryModule, CommitmentsModule],
  manager: CommitmentReactions,
  providers: [{ provide: PROMISES, inject: [COMMAND_RUNNER], useFactory: (runner: CommandRunner) => promisesOf(runner) }],
  stories: {
    'a promise that is costed twice, and taken back': [...talks, ...promised, cost([[2026, 900]]), act('member', (context) => new WithdrawCommitment(ours, { reason: '改' }, context))],
    'a deal that is rejected, and lost': [...talks, ...promised, ...reviewed, decide('reject'), cost([[2026, 900]]), act('lead', (context) => new LoseDeal(id, { code: 'cost' }, context))],
    'a decision that is asked anew, and lapses': [...talks, ...promised, ...reviewed, decide('approve'), submit, reviewed[2]!, decide('approve'), act('lead', (context) => new Revalue(id, { amount: money(900_000_00), reason: '扩大' }, context)), act('rule', (context) => new LapseDecision(id, {}, context))],
    'a deal that is withdrawn': [...talks, ...promised, act('lead', (context) => new WithdrawDeal(id, { code: 'market' }, context))],
    'an agreement with a promise added by amendment, and waived': [
      ...talks, ...reviewed, decide('approve'), sign, ...promised,
      act('lead', (context) => new DraftAgreement(id, { kind: 'supplementary', documentId: id, sha256: amended, title: '补充协议', fixesLandPrice: false }, context)),
      act('leader', (context) => new AmendAgreement(id, { documentId: id, sha256: amended, amount: money(600_000_00), approvalReference: '八号' }, context)),
      act('leader', (context) => new WaiveCommitment(ours, { reason: '双方同意', approvalReference: '九号' }, context)),
    ],
    'an agreement in force, kept in part, amended, and terminated': [
      ...talks, ...promised, promise(theirs, 'investor-to-zone', { days: 10, afterCommitment: ours }), ...reviewed, decide('approve'), sign,
      act('lead', (context) => new AssignServiceOwner(id, { account: 'service' }, context)),
      act('lead', (context) => new ReportMilestone(id, { particulars: { kind: 'arrived', reference: '入驻' }, evidence }, context)),
      act('verifier', (context) => new JudgeMilestone(id, 'arrived', { verdict: 'verify' }, context)),
      act('lead', (context) => new DraftAgreement(id, { kind: 'supplementary', documentId: id, sha256: amended, title: '补充协议', fixesLandPrice: false }, context)),
      act('leader', (context) => new AmendAgreement(id, { documentId: id, sha256: amended, amount: money(600_000_00), approvalReference: '八号' }, context)),
      act('leader', (context) => new AmendCommitment(ours, { sha256: amended, approvalReference: '八号', measure: { of: 'money', money: money(1_000) }, authority: 'gwh', line: 'a1', years: [{ year: 2027, amount: money(100) }] }, context)),
      act('finance', (context) => new ReportFulfilment(ours, { evidence }, context)),
      act('verifier', (context) => new JudgeFulfilment(ours, { verdict: 'verify' }, context)),
      act('lead', (context) => new TerminateAgreement(id, { code: 'breach', clawback: money(500) }, context)),
    ],
  },
  reactions: [
    'CommitmentProposed → promises.list', 'CommitmentCosted → budget.reserve/2026', 'CommitmentCosted → budget.reserve/2027', 'CommitmentAmended → budget.reserve/2027',
    'CommitmentCosted → budget.release/0/2026', 'CommitmentCosted → budget.release/0/2027', 'CommitmentEnded → budget.release/0/2026', 'CommitmentEnded → budget.release/0/2027',
    'CommitmentReturned → budget.release/0/2026', 'CommitmentReturned → budget.release/0/2027', 'CommitmentWaived → budget.release/0/2026', 'CommitmentWaived → budget.release/0/2027',
    'CommitmentEnforced → budget.confirm/0/2026', 'CommitmentEnforced → budget.confirm/0/2027', 'CommitmentReserved → budget.confirm/0/2027', 'FundsReserved → commitment.note-reservation',
    'DecisionMade → commitment.approve/0', 'DecisionMade → commitment.approve/1', 'DecisionMade → commitment.return/0', 'DecisionLapsed → commitment.return/0', 'DossierSubmitted → commitment.return/0',
    'AgreementSigned → commitment.enforce/0', 'AgreementSigned → commitment.enforce/1', 'AgreementAmended → commitment.enforce/0',
    'DealLost → commitment.end/0', 'DealWithdrawn → commitment.end/0', 'AgreementTerminated → commitment.end/0', 'AgreementTerminated → commitment.end/1', 'AgreementTerminated → clawback.claim',
    'Arrived → commitment.fix-due/0', 'CommitmentFulfilled → commitment.fix-due/1',
  ],
});
