import { BlacklistEnterprise } from '#enterprises';
import * as deals from '#deals';
import * as delivery from '#delivery';
import type { CommandContext } from '#event-store';
import * as leads from '#leads';

type Verdict<Of extends object> = Of & { readonly verdict: delivery.JudgeMilestone['input'] };

/** How each command of a story becomes one of the system; the id is that of the lead, which its deal and delivery share. */
const makers = {
  RegisterLead: (id: string, input: leads.RegisterLead['input'], context: CommandContext) => new leads.RegisterLead(id, input, context),
  TriageLead: (id: string, input: leads.TriageLead['input'], context: CommandContext) => new leads.TriageLead(id, input, context),
  GrantProtection: (id: string, input: leads.GrantProtection['input'], context: CommandContext) => new leads.GrantProtection(id, input, context),
  RenewProtection: (id: string, input: leads.RenewProtection['input'], context: CommandContext) => new leads.RenewProtection(id, input, context),
  ReleaseProtection: (id: string, input: leads.ReleaseProtection['input'], context: CommandContext) => new leads.ReleaseProtection(id, input, context),
  ExpireProtection: (id: string, input: leads.ExpireProtection['input'], context: CommandContext) => new leads.ExpireProtection(id, input, context),
  MarkSameContent: (id: string, input: leads.MarkSameContent['input'], context: CommandContext) => new leads.MarkSameContent(id, input, context),
  RecordFollowUp: (id: string, input: leads.RecordFollowUp['input'], context: CommandContext) => new leads.RecordFollowUp(id, input, context),
  CommentOnLead: (id: string, input: leads.CommentOnLead['input'], context: CommandContext) => new leads.CommentOnLead(id, input, context),
  OfferLead: (id: string, input: leads.OfferTransfer['input'], context: CommandContext) => new leads.OfferTransfer(id, input, context),
  AcceptLead: (id: string, input: leads.AcceptTransfer['input'], context: CommandContext) => new leads.AcceptTransfer(id, input, context),
  DeclineLead: (id: string, input: leads.DeclineTransfer['input'], context: CommandContext) => new leads.DeclineTransfer(id, input, context),
  WithdrawLead: (id: string, input: leads.WithdrawLead['input'], context: CommandContext) => new leads.WithdrawLead(id, input, context),
  LoseLead: (id: string, input: leads.LoseLead['input'], context: CommandContext) => new leads.LoseLead(id, input, context),
  TakeLead: (id: string, input: leads.TakeLead['input'], context: CommandContext) => new leads.TakeLead(id, input, context),
  OpenNegotiation: (id: string, input: leads.OpenNegotiation['input'], context: CommandContext) => new leads.OpenNegotiation(id, input, context),
  BlacklistEnterprise: (id: string, input: BlacklistEnterprise['input'], context: CommandContext) => new BlacklistEnterprise(id, input, context),
  RecordRound: (id: string, input: deals.RecordRound['input'], context: CommandContext) => new deals.RecordRound(id, input, context),
  Revalue: (id: string, input: deals.Revalue['input'], context: CommandContext) => new deals.Revalue(id, input, context),
  SubmitDossier: (id: string, input: deals.SubmitDossier['input'], context: CommandContext) => new deals.SubmitDossier(id, input, context),
  ConcludeReview: (id: string, input: deals.ConcludeReview['input'], context: CommandContext) => new deals.ConcludeReview(id, input, context),
  DraftAgreement: (id: string, input: deals.DraftAgreement['input'], context: CommandContext) => new deals.DraftAgreement(id, input, context),
  MakeDecision: (id: string, input: deals.MakeDecision['input'], context: CommandContext) => new deals.MakeDecision(id, input, context),
  SignAgreement: (id: string, input: deals.SignAgreement['input'], context: CommandContext) => new deals.SignAgreement(id, input, context),
  AmendAgreement: (id: string, input: deals.AmendAgreement['input'], context: CommandContext) => new deals.AmendAgreement(id, input, context),
  LoseDeal: (id: string, input: deals.LoseDeal['input'], context: CommandContext) => new deals.LoseDeal(id, input, context),
  WithdrawDeal: (id: string, input: deals.WithdrawDeal['input'], context: CommandContext) => new deals.WithdrawDeal(id, input, context),
  TerminateAgreement: (id: string, input: deals.TerminateAgreement['input'], context: CommandContext) => new deals.TerminateAgreement(id, input, context),
  HoldDeal: (id: string, input: deals.HoldDeal['input'], context: CommandContext) => new deals.HoldDeal(id, input, context),
  ResumeDeal: (id: string, input: deals.ResumeDeal['input'], context: CommandContext) => new deals.ResumeDeal(id, input, context),
  ReopenDeal: (id: string, input: deals.ReopenDeal['input'], context: CommandContext) => new deals.ReopenDeal(id, input, context),
  OfferDeal: (id: string, input: deals.OfferTransfer['input'], context: CommandContext) => new deals.OfferTransfer(id, input, context),
  AcceptDeal: (id: string, input: deals.AcceptTransfer['input'], context: CommandContext) => new deals.AcceptTransfer(id, input, context),
  DeclineDeal: (id: string, input: deals.DeclineTransfer['input'], context: CommandContext) => new deals.DeclineTransfer(id, input, context),
  AssignServiceOwner: (id: string, input: delivery.AssignServiceOwner['input'], context: CommandContext) => new delivery.AssignServiceOwner(id, input, context),
  ReportMilestone: (id: string, input: delivery.ReportMilestone['input'], context: CommandContext) => new delivery.ReportMilestone(id, input, context),
  JudgeMilestone: (id: string, { kind, verdict }: Verdict<{ readonly kind: deals.MilestoneKind }>, context: CommandContext) => new delivery.JudgeMilestone(id, kind, verdict, context),
  ReportPaidIn: (id: string, input: delivery.ReportPaidIn['input'], context: CommandContext) => new delivery.ReportPaidIn(id, input, context),
  JudgePaidIn: (id: string, { reportId, verdict }: Verdict<{ readonly reportId: string }>, context: CommandContext) => new delivery.JudgePaidIn(id, reportId, verdict, context),
};

type Name = keyof typeof makers;

/** A command as a story tells it, plain data: its name, the id of its case, and its input. */
export type StoryCommand = { [N in Name]: { readonly name: N; readonly id: string; readonly input: Parameters<(typeof makers)[N]>[1] } }[Name];

/** The command object that the bus takes. */
export function commandOf({ name, id, input }: StoryCommand, context: CommandContext): object {
  return (makers[name] as (id: string, input: StoryCommand['input'], context: CommandContext) => object)(id, input, context);
}
