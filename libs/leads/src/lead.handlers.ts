import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { enterpriseIdOf } from '#enterprises';
import type { Outcome } from '#event-store';
import { VAULT, type Vault } from '#vault';
import { v5 as uuid } from 'uuid';
import { DUPLICATE_INDEX, type DuplicateIndexPort } from './duplicate-index.port.ts';
import { candidateOf } from './lead.suggestions.ts';
import { AcceptTransfer, DeclineTransfer, EndNegotiation, FollowDealTransfer, LoseLead, OfferTransfer, OpenFurtherDeal, OpenNegotiation, RegisterLead, ReopenLead, ResumeNegotiation, ReturnLeadToPool, TriageLead, WithdrawLead } from './lead.commands.ts';
import { LeadStreams } from './lead.streams.ts';

@CommandHandler(RegisterLead)
export class RegisterLeadHandler implements ICommandHandler<RegisterLead, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: RegisterLead): Promise<Outcome> {
    const enterpriseId = input.investor.enterpriseId ?? enterpriseIdOf(input.investor);
    const contactSubject = `person-${uuid('contact', context.key.id)}`;
    return this.streams.onLead(id, { type: 'RegisterLead', input, contactSubject }, context, async () => ({ enterprise: await this.streams.enterprise(enterpriseId) }));
  }
}

@CommandHandler(TriageLead)
export class TriageLeadHandler implements ICommandHandler<TriageLead, Outcome> {
  constructor(
    private readonly streams: LeadStreams,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(DUPLICATE_INDEX) private readonly index: DuplicateIndexPort,
  ) {}

  execute({ id, input, context }: TriageLead): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'TriageLead', input }, context, async ({ registered }) => {
      if (!registered) return {};
      const { ordinal, suggestions } = await this.index.suggest(await candidateOf(this.vault, id, registered));
      return { enterprise: await this.streams.enterprise(registered.data.enterpriseId), duplicates: { found: suggestions.length, ordinal } };
    });
  }
}

@CommandHandler(OpenNegotiation)
export class OpenNegotiationHandler implements ICommandHandler<OpenNegotiation, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: OpenNegotiation): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'OpenNegotiation', input }, context, async ({ registered }) => {
      if (!registered) return {};
      const protection = await this.streams.protection(id, registered.data.enterpriseId);
      return { protection, twoWayContact: await this.streams.twoWayContact(id, context.occurredOn, 'first') };
    });
  }
}

@CommandHandler(OfferTransfer)
export class OfferTransferHandler implements ICommandHandler<OfferTransfer, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: OfferTransfer): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'OfferTransfer', input }, context);
  }
}

@CommandHandler(AcceptTransfer)
export class AcceptTransferHandler implements ICommandHandler<AcceptTransfer, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: AcceptTransfer): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'AcceptTransfer', input }, context);
  }
}

@CommandHandler(DeclineTransfer)
export class DeclineTransferHandler implements ICommandHandler<DeclineTransfer, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: DeclineTransfer): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'DeclineTransfer', input }, context);
  }
}

@CommandHandler(FollowDealTransfer)
export class FollowDealTransferHandler implements ICommandHandler<FollowDealTransfer, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: FollowDealTransfer): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'FollowDealTransfer', input }, context);
  }
}

@CommandHandler(EndNegotiation)
export class EndNegotiationHandler implements ICommandHandler<EndNegotiation, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: EndNegotiation): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'EndNegotiation', input }, context);
  }
}

@CommandHandler(ResumeNegotiation)
export class ResumeNegotiationHandler implements ICommandHandler<ResumeNegotiation, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, context }: ResumeNegotiation): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'ResumeNegotiation' }, context);
  }
}

@CommandHandler(WithdrawLead)
export class WithdrawLeadHandler implements ICommandHandler<WithdrawLead, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: WithdrawLead): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'WithdrawLead', input }, context);
  }
}

@CommandHandler(LoseLead)
export class LoseLeadHandler implements ICommandHandler<LoseLead, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: LoseLead): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'LoseLead', input }, context);
  }
}

@CommandHandler(OpenFurtherDeal)
export class OpenFurtherDealHandler implements ICommandHandler<OpenFurtherDeal, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: OpenFurtherDeal): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'OpenFurtherDeal', id, input }, context);
  }
}

@CommandHandler(ReopenLead)
export class ReopenLeadHandler implements ICommandHandler<ReopenLead, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: ReopenLead): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'ReopenLead', input }, context);
  }
}

@CommandHandler(ReturnLeadToPool)
export class ReturnLeadToPoolHandler implements ICommandHandler<ReturnLeadToPool, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: ReturnLeadToPool): Promise<Outcome> {
    return this.streams.onLead(id, { type: 'ReturnLeadToPool', input }, context);
  }
}
