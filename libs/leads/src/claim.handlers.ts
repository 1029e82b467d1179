import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Outcome } from '#event-store';
import { CloseFiling, ExpireProtection, GrantProtection, LodgeFiling, MarkSameContent, ReleaseProtection, RenewProtection, TransferFiling } from './lead.commands.ts';
import { LeadStreams } from './lead.streams.ts';

@CommandHandler(GrantProtection)
export class GrantProtectionHandler implements ICommandHandler<GrantProtection, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: GrantProtection): Promise<Outcome> {
    return this.streams.onLeadsClaim(id, { type: 'GrantProtection', leadId: id, ...input }, 'lead.protect', context);
  }
}

@CommandHandler(RenewProtection)
export class RenewProtectionHandler implements ICommandHandler<RenewProtection, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: RenewProtection): Promise<Outcome> {
    return this.streams.onLeadsClaim(id, { type: 'RenewProtection', leadId: id, ...input }, 'lead.protect', context);
  }
}

@CommandHandler(ReleaseProtection)
export class ReleaseProtectionHandler implements ICommandHandler<ReleaseProtection, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: ReleaseProtection): Promise<Outcome> {
    return this.streams.onLeadsClaim(id, { type: 'ReleaseProtection', leadId: id, ...input }, 'lead.protect', context);
  }
}

@CommandHandler(ExpireProtection)
export class ExpireProtectionHandler implements ICommandHandler<ExpireProtection, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, context }: ExpireProtection): Promise<Outcome> {
    return this.streams.onLeadsClaim(id, { type: 'ExpireProtection', leadId: id }, 'lead.protect', context);
  }
}

@CommandHandler(MarkSameContent)
export class MarkSameContentHandler implements ICommandHandler<MarkSameContent, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: MarkSameContent): Promise<Outcome> {
    return this.streams.onLeadsClaim(id, { type: 'MarkSameContent', leadId: id, ...input }, 'lead.triage', context);
  }
}

@CommandHandler(LodgeFiling)
export class LodgeFilingHandler implements ICommandHandler<LodgeFiling, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: LodgeFiling): Promise<Outcome> {
    return this.streams.onClaim(id, { type: 'LodgeFiling', ...input }, context);
  }
}

@CommandHandler(TransferFiling)
export class TransferFilingHandler implements ICommandHandler<TransferFiling, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: TransferFiling): Promise<Outcome> {
    return this.streams.onClaim(id, { type: 'TransferFiling', ...input }, context);
  }
}

@CommandHandler(CloseFiling)
export class CloseFilingHandler implements ICommandHandler<CloseFiling, Outcome> {
  constructor(private readonly streams: LeadStreams) {}

  execute({ id, input, context }: CloseFiling): Promise<Outcome> {
    return this.streams.onClaim(id, { type: 'CloseFiling', ...input }, context);
  }
}
