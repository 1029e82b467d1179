import { DealsModule, LoseDeal, OfferTransfer as OfferDeal, AcceptTransfer as AcceptDeal, ReopenDeal, WithdrawDeal, DraftAgreement, SubmitDossier, ConcludeReview, MakeDecision, SignAgreement, TerminateAgreement } from '#deals';
import { EnterprisesModule } from '#enterprises';
import { AcceptTransfer, ArbitrateDispute, DisputeLead, ExpireProtection, LeadReactions, LeadsModule, LoseLead, MergeLead, OfferTransfer, OpenFurtherDeal, ReleaseProtection, ReopenLead, RevertMerge, TakeLead, TriageLead, WithdrawLead } from '#leads';
import { crashProof, quietly } from './crash-proof.ts';
import { accept, act, DAY, intoTalks, otherId, protect, register, registerOther } from './lead-stories.ts';

const { id } = intoTalks;
const sha256 = 'a'.repeat(64);
const money = (amount: number) => ({ amount, currency: 'CNY' });
const dossier = { totalInvestment: money(500_000_00), fixedInvestment: money(400_000_00), land: 12_000, outputPerYear: money(600_000_00), taxPerYear: money(30_000_00), jobs: 300, energyTce: 8_000, environmentClass: 'form' as const, timetable: [{ milestone: 'construction-started' as const, plannedOn: '2026-09-01' }] };
const cleared = { by: 'legal', on: DAY };
const signed = quietly([
  ...intoTalks.acts,
  act('lead', (context) => new DraftAgreement(id, { kind: 'formal', documentId: id, sha256, title: '投资协议', fixesLandPrice: false }, context)),
  act('lead', (context) => new SubmitDossier(id, dossier, context)),
  act('office', (context) => new ConcludeReview(id, { outcome: 'pass', quorum: { present: 9, required: 7 }, votes: { for: 8, against: 1 }, recused: [], conditions: [] }, context)),
  act('leader', (context) => new MakeDecision(id, { decision: 'approve', sha256, legal: cleared, fairCompetition: cleared }, context)),
  act('leader', (context) => new SignAgreement(id, { kind: 'formal', documentId: id, sha256 }, context)),
]);

crashProof({
  name: 'the reactions of leads',
  modules: [EnterprisesModule, LeadsModule, DealsModule],
  manager: LeadReactions,
  stories: {
    'a lead that is rejected': [register, act('office', (context) => new TriageLead(id, { outcome: 'reject', code: 'duplicate', text: '重复' }, context))],
    'a lead that is referred, and lost': [register, act('office', (context) => new TriageLead(id, { outcome: 'refer', unit: 'team2' }, context)), act('lead2', (context) => new LoseLead(id, { code: 'cost' }, context))],
    'a lead that is handed over, and withdrawn': [
      ...quietly([register, accept]),
      act('lead', (context) => new OfferTransfer(id, { to: 'team2', credit: { from: 30, to: 70 } }, context)),
      act('lead2', (context) => new AcceptTransfer(id, {}, context)),
      act('lead2', (context) => new WithdrawLead(id, { code: 'no-capacity' }, context)),
    ],
    'a protection that expires, and a lead that another team takes': [
      ...quietly([register, accept, protect]),
      act('rule', (context) => new ExpireProtection(id, {}, context), '2026-06-10'),
      act('lead2', (context) => new TakeLead(id, {}, context), '2026-06-11'),
    ],
    'a protection that is released': [...quietly([register, accept, protect]), act('office', (context) => new ReleaseProtection(id, { code: 'no-progress' }, context))],
    'a deal that changes hands, is lost, and reopened': [
      ...intoTalks.acts,
      act('lead', (context) => new OfferDeal(id, { to: 'team2', creditKept: 40 }, context)),
      act('lead2', (context) => new AcceptDeal(id, {}, context)),
      act('lead2', (context) => new LoseDeal(id, { code: 'land' }, context)),
      act('lead2', (context) => new ReopenDeal(id, { reason: '回头' }, context)),
    ],
    'a lead that is disputed, and moves with its deal': [
      ...quietly([...intoTalks.acts, registerOther]),
      act('lead2', (context) => new DisputeLead(otherId, { grounds: '我方在先', evidence: [] }, context)),
      act('leader', (context) => new ArbitrateDispute(id, { outcome: 'moved', reasons: '以日志为准' }, context)),
    ],
    'a lead that becomes a second deal': [...quietly(intoTalks.acts), act('lead', (context) => new OpenFurtherDeal(id, { title: '二期项目', content: '扩产' }, context))],
    'a lead that is withdrawn and reopened': [...quietly([register, act('lead', (context) => new WithdrawLead(id, { code: 'no-capacity' }, context))]), act('lead', (context) => new ReopenLead(id, { reason: '投资方重启' }, context))],
    'a lead that is merged, and the merge reverted': [
      ...quietly([register, accept, registerOther]),
      act('office', (context) => new MergeLead(otherId, { into: id, credit: { survivor: 60, alias: 40 }, reason: '同一项目' }, context)),
      act('office', (context) => new RevertMerge(otherId, { reason: '并错了' }, context)),
    ],
    'a deal that is withdrawn': [...quietly(intoTalks.acts), act('lead', (context) => new WithdrawDeal(id, { code: 'market' }, context))],
    'an agreement that is terminated': [...signed, act('lead', (context) => new TerminateAgreement(id, { code: 'breach' }, context))],
  },
  reactions: [
    'LeadRegistered → enterprise.register', 'LeadRegistered → claim.lodge-filing', 'LeadTaken → claim.lodge-filing', 'LeadTaken → pool.enter-take', 'NegotiationResumed → claim.lodge-filing',
    'LeadTriaged → claim.close-filing', 'LeadTriaged → claim.transfer-filing', 'LeadTransferAccepted → claim.transfer-filing',
    'LeadWithdrawn → claim.close-filing', 'LeadLost → claim.close-filing', 'NegotiationEnded → claim.close-filing', 'NegotiationOpened → deal.open', 'FurtherDealOpened → deal.open', 'LeadReopened → claim.lodge-filing',
    'ProtectionExpired → lead.return-to-pool', 'ProtectionReleased → lead.return-to-pool',
    'LeadDisputed → lead.raise-dispute', 'DisputeArbitrated → lead.follow-arbitration', 'LeadReassigned → deal.reassign',
    'LeadMerged → lead.join-alias', 'LeadMerged → claim.set-filing-aside', 'MergeReverted → lead.leave-alias', 'MergeReverted → claim.restore-filing',
    'DealTransferAccepted → lead.follow-deal-transfer', 'DealLost → lead.end-negotiation', 'DealWithdrawn → lead.end-negotiation', 'AgreementTerminated → lead.end-negotiation', 'DealReopened → lead.resume-negotiation',
  ],
});
