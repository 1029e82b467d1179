import { Inject, Optional } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireAccess } from '#access';
import { DOCUMENTS, type DocumentStore } from '#documents';
import { blacklistOf } from '#enterprises';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome, RefusedError } from '#event-store';
import * as commands from './deal.commands.ts';
import { dealDecider } from './deal.decider.ts';
import { type DealFacts, DISPUTES, type DisputesReader, PROMISES, type PromisesReader } from './deal.facts.ts';
import { settingsOn } from './deal.settings.ts';
import type { Deal, DealState } from './deal.state.ts';
import { ruleOf } from './deal.table.ts';

/** The stream of a deal. */
export const dealStream = (id: string): string => `deal-${id}`;

/** A deal as the log has it now; throws `deal.unknown`. */
export async function readDeal(runner: CommandRunner, id: string): Promise<{ state: Deal; revision: number }> {
  const { state, revision } = await runner.stateOf(dealStream(id), dealDecider);
  if (!state) throw new RefusedError('not-found', 'deal.unknown', { id });
  return { state, revision };
}

type Sent = { readonly id: string; readonly context: CommandContext };

/** What some commands ask besides the log of their own deal. */
type Around = { readonly documents?: DocumentStore; readonly promises?: PromisesReader; readonly disputes?: DisputesReader };

/** The path of every command of a deal; the handlers below only name it. */
function decide(runner: CommandRunner, { id, context }: Sent, command: commands.DealCommand, { documents, promises, disputes }: Around = {}): Promise<Outcome> {
  const facts = async (deal: DealState): Promise<DealFacts> => {
    authorise(id, command, deal, context);
    const { actor, occurredOn: on, today } = context;
    return { actor, on, today, settings: settingsOn(on), storedSha256: await storedSha256(command, documents), promises: (await promises?.(id, on)) ?? null, blacklist: deal && asksBlacklist(command) ? await blacklistOf(runner, deal.opened.data.enterpriseId) : null, disputed: deal !== null && ((await disputes?.(deal.opened.data.leadId, deal.opened.data.enterpriseId)) ?? false) };
  };
  return runner.handle({ stream: dealStream(id), decider: dealDecider, command, facts, context });
}

/** What a reaction or a rule sends was authorised where its cause happened; all else is asked of the policy. */
function authorise(id: string, command: commands.DealCommand, deal: DealState, { actor }: CommandContext): void {
  if (command.type === 'OpenDeal' || command.type === 'ReassignDeal') return;
  if (!deal) throw new RefusedError('not-found', 'deal.unknown', { id });
  if (command.type === 'LapseDecision' || ('meeting' in command && command.meeting)) return;
  const { operation, unit } = ruleOf(command.type);
  requireAccess(actor, operation, { unit: unit ? unit(deal) : deal.unit });
}

const asksBlacklist = ({ type }: commands.DealCommand): boolean => type === 'SubmitDossier' || type === 'SignAgreement';

/** The hash of the document that a draft names; null when it is kept elsewhere. */
async function storedSha256({ input }: commands.DealCommand, documents: DocumentStore | undefined): Promise<string | null> {
  const known = documents && 'documentId' in input ? await documents.find(input.documentId) : undefined;
  return known?.sha256 ?? null;
}

@CommandHandler(commands.OpenDeal)
export class OpenDealHandler implements ICommandHandler<commands.OpenDeal, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.OpenDeal): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'OpenDeal', input: sent.input });
  }
}

@CommandHandler(commands.RecordRound)
export class RecordRoundHandler implements ICommandHandler<commands.RecordRound, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.RecordRound): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'RecordRound', input: sent.input });
  }
}

@CommandHandler(commands.Revalue)
export class RevalueHandler implements ICommandHandler<commands.Revalue, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.Revalue): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'Revalue', input: sent.input });
  }
}

@CommandHandler(commands.SubmitDossier)
export class SubmitDossierHandler implements ICommandHandler<commands.SubmitDossier, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.SubmitDossier): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'SubmitDossier', input: sent.input });
  }
}

@CommandHandler(commands.ConcludeReview)
export class ConcludeReviewHandler implements ICommandHandler<commands.ConcludeReview, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.ConcludeReview): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'ConcludeReview', input: sent.input, meeting: sent.meeting });
  }
}

@CommandHandler(commands.DraftAgreement)
export class DraftAgreementHandler implements ICommandHandler<commands.DraftAgreement, Outcome> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(DOCUMENTS) private readonly documents: DocumentStore,
  ) {}

  execute(sent: commands.DraftAgreement): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'DraftAgreement', input: sent.input }, { documents: this.documents });
  }
}

@CommandHandler(commands.MakeDecision)
export class MakeDecisionHandler implements ICommandHandler<commands.MakeDecision, Outcome> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Optional() @Inject(PROMISES) private readonly promises?: PromisesReader,
  ) {}

  execute(sent: commands.MakeDecision): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'MakeDecision', input: sent.input, meeting: sent.meeting }, { promises: this.promises });
  }
}

@CommandHandler(commands.LapseDecision)
export class LapseDecisionHandler implements ICommandHandler<commands.LapseDecision, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.LapseDecision): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'LapseDecision', input: sent.input });
  }
}

@CommandHandler(commands.SignAgreement)
export class SignAgreementHandler implements ICommandHandler<commands.SignAgreement, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.SignAgreement): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'SignAgreement', input: sent.input });
  }
}

@CommandHandler(commands.AmendAgreement)
export class AmendAgreementHandler implements ICommandHandler<commands.AmendAgreement, Outcome> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Optional() @Inject(PROMISES) private readonly promises?: PromisesReader,
  ) {}

  execute(sent: commands.AmendAgreement): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'AmendAgreement', input: sent.input }, { promises: this.promises });
  }
}

@CommandHandler(commands.LoseDeal)
export class LoseDealHandler implements ICommandHandler<commands.LoseDeal, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.LoseDeal): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'LoseDeal', input: sent.input });
  }
}

@CommandHandler(commands.WithdrawDeal)
export class WithdrawDealHandler implements ICommandHandler<commands.WithdrawDeal, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.WithdrawDeal): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'WithdrawDeal', input: sent.input });
  }
}

@CommandHandler(commands.TerminateAgreement)
export class TerminateAgreementHandler implements ICommandHandler<commands.TerminateAgreement, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.TerminateAgreement): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'TerminateAgreement', input: sent.input });
  }
}

@CommandHandler(commands.HoldDeal)
export class HoldDealHandler implements ICommandHandler<commands.HoldDeal, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.HoldDeal): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'HoldDeal', input: sent.input });
  }
}

@CommandHandler(commands.ResumeDeal)
export class ResumeDealHandler implements ICommandHandler<commands.ResumeDeal, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.ResumeDeal): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'ResumeDeal', input: sent.input });
  }
}

@CommandHandler(commands.ReopenDeal)
export class ReopenDealHandler implements ICommandHandler<commands.ReopenDeal, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.ReopenDeal): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'ReopenDeal', input: sent.input });
  }
}

@CommandHandler(commands.OfferTransfer)
export class OfferTransferHandler implements ICommandHandler<commands.OfferTransfer, Outcome> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Optional() @Inject(DISPUTES) private readonly disputes?: DisputesReader,
  ) {}

  execute(sent: commands.OfferTransfer): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'OfferTransfer', input: sent.input }, { disputes: this.disputes });
  }
}

@CommandHandler(commands.AcceptTransfer)
export class AcceptTransferHandler implements ICommandHandler<commands.AcceptTransfer, Outcome> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Optional() @Inject(DISPUTES) private readonly disputes?: DisputesReader,
  ) {}

  execute(sent: commands.AcceptTransfer): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'AcceptTransfer', input: sent.input }, { disputes: this.disputes });
  }
}

@CommandHandler(commands.DeclineTransfer)
export class DeclineTransferHandler implements ICommandHandler<commands.DeclineTransfer, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.DeclineTransfer): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'DeclineTransfer', input: sent.input });
  }
}

@CommandHandler(commands.ReassignDeal)
export class ReassignDealHandler implements ICommandHandler<commands.ReassignDeal, Outcome> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  execute(sent: commands.ReassignDeal): Promise<Outcome> {
    return decide(this.runner, sent, { type: 'ReassignDeal', input: sent.input });
  }
}

/** Every handler, for the module. */
export const dealHandlers = [
  OpenDealHandler, RecordRoundHandler, RevalueHandler, SubmitDossierHandler,
  ConcludeReviewHandler, DraftAgreementHandler, MakeDecisionHandler, LapseDecisionHandler, SignAgreementHandler,
  AmendAgreementHandler, LoseDealHandler, WithdrawDealHandler, TerminateAgreementHandler,
  HoldDealHandler, ResumeDealHandler, ReopenDealHandler, OfferTransferHandler,
  AcceptTransferHandler, DeclineTransferHandler, ReassignDealHandler,
];
