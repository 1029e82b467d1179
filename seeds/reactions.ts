import type { CommandBus } from '@nestjs/cqrs';
import type { DealEvent } from '#deals';
import { type Decided, type EventStore, reactionTo, type RecordedEvent, RefusedError } from '#event-store';
import { CloseFiling, FollowDealTransfer } from '#leads';

type Of<E extends Decided> = E extends Decided<infer T, infer D> ? RecordedEvent<T, D> : never;

/** A step that follows from a deal's event, and the command it sends; `step` is part of the key. */
type Reaction = { readonly step: string; readonly make: (context: ReturnType<typeof reactionTo>) => object };

/** What a deal's event means for its lead: the holder follows a transfer, and a deal that ended closes the filing. */
export function dealReactions(recorded: RecordedEvent, enterpriseId: string): readonly Reaction[] {
  const event = recorded as Of<DealEvent>;
  const leadId = event.stream.slice('deal-'.length);
  switch (event.type) {
    case 'DealTransferAccepted': {
      const { from, to, creditKept } = event.data;
      return [{ step: 'lead.follow-deal-transfer', make: (context) => new FollowDealTransfer(leadId, { from, to, credit: { from: creditKept, to: 100 - creditKept } }, context) }];
    }
    case 'DealLost':
    case 'DealWithdrawn':
    case 'AgreementTerminated': {
      const code = event.type === 'DealWithdrawn' ? 'withdrawn' : 'lost';
      return [{ step: 'claim.close-filing', make: (context) => new CloseFiling(enterpriseId, { leadId, code }, context) }];
    }
    default:
      return [];
  }
}

/** Sends what the deal's last event causes, as its process manager would: under keys that derive from the event, so that both may. */
export async function reactToDeal(bus: Pick<CommandBus, 'execute'>, store: Pick<EventStore, 'readStream'>, stream: string, revision: number, today: string, at: string): Promise<void> {
  const [event] = await store.readStream(stream, { from: revision });
  if (!event) return;
  const [opened] = (await store.readStream(stream, { from: 0 })) as readonly Of<DealEvent>[];
  const enterpriseId = opened?.type === 'DealOpened' ? opened.data.enterpriseId : '';
  for (const { step, make } of dealReactions(event, enterpriseId)) {
    await bus.execute(make(reactionTo(event, step, today, at)) as never).catch((error: unknown) => {
      // A rule's no settles a reaction: it was made already, or no longer applies.
      if (!(error instanceof RefusedError) || error.kind !== 'rule') throw error;
    });
  }
}
