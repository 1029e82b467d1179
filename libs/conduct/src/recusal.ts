import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { CommitmentStreams } from '#commitments';
import { dealDecider, dealStream } from '#deals';
import { COMMAND_RUNNER, type CommandRunner, RefusedError } from '#event-store';
import { leadDecider } from '#leads';
import { readMeeting } from '#reviews';
import type { ApiRequest } from '#wire';
import { z } from 'zod';
import type { About } from './conduct.events.ts';
import { conductDecider, conductStream, interestsOf } from './conduct.decider.ts';

/** What a request is about, as far as an interest can lie in it. */
type Target = { readonly deal?: string; readonly enterprise?: string };

const uuid = z.uuid();

/**
 * Takes whoever declared an interest in a deal or its firm off that deal's commands, themselves and whom they act for:
 * asked of the log with every command that names a deal, a lead, a promise, an item of an agenda or a firm.
 */
@Injectable()
export class Recusal implements NestInterceptor {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(CommitmentStreams) private readonly commitments: CommitmentStreams,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<ReturnType<CallHandler['handle']>> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (request.method === 'POST' && request.signedIn) await this.refuseInterested(request, request.signedIn.actor);
    return next.handle();
  }

  private async refuseInterested(request: ApiRequest, { account, onBehalfOf }: { account: string; onBehalfOf?: string }): Promise<void> {
    const named = namedBy(request);
    if (!named) return;
    const accounts = onBehalfOf === undefined ? [account] : [account, onBehalfOf];
    const declared = await Promise.all(accounts.map(async (each) => interestsOf((await this.runner.stateOf(conductStream(each), conductDecider)).state)));
    const interests = declared.flat();
    if (interests.length === 0) return;
    const target = await this.targetOf(named);
    if (interests.some((interest) => concerns(interest, target))) throw new RefusedError('forbidden', 'conduct.interest-declared');
  }

  private async targetOf({ of, id, itemId, dealId }: Named): Promise<Target> {
    if (of === 'enterprises') return { enterprise: id };
    const deal = of === 'deals' || of === 'leads' ? id : of === 'commitments' ? await this.dealOfPromise(id) : (dealId ?? (await this.dealOfItem(id, itemId)));
    return deal === undefined ? {} : { deal, enterprise: await this.enterpriseOf(deal) };
  }

  // What is not there is refused by whoever is asked for it; here it concerns nobody.
  private async dealOfPromise(id: string): Promise<string | undefined> {
    return this.commitments.commitment(id).then(({ state }) => state.proposed.data.dealId, () => undefined);
  }

  private async dealOfItem(id: string, itemId: string | undefined): Promise<string | undefined> {
    if (itemId === undefined) return undefined;
    return readMeeting(this.runner, id).then(({ state }) => state.items[itemId]?.added.data.dealId, () => undefined);
  }

  /** A lead and the deal it became have one id; the lead is there in any case. */
  private async enterpriseOf(id: string): Promise<string | undefined> {
    const { state: lead } = await this.runner.stateOf(`lead-${id}`, leadDecider);
    if (lead.registered) return lead.registered.data.enterpriseId;
    return (await this.runner.stateOf(dealStream(id), dealDecider)).state?.opened.data.enterpriseId;
  }
}

type Named = { readonly of: 'deals' | 'leads' | 'commitments' | 'meetings' | 'enterprises'; readonly id: string; readonly itemId?: string; readonly dealId?: string };

/** What the path of a command names; a member's own declaration at a meeting is what recusal is for, and goes on. */
function namedBy({ url, params, body }: ApiRequest): Named | undefined {
  const of = /^\/api\/v1\/(deals|leads|commitments|meetings|enterprises)\/[^/?]+\//.exec(url)?.[1] as Named['of'] | undefined;
  const { id, itemId } = params as { id?: string; itemId?: string };
  if (of === undefined || !uuid.safeParse(id).success || /\/interest(?:\?|$)/.test(url)) return undefined;
  const dealId = of === 'meetings' && typeof body === 'object' && body !== null && 'dealId' in body && uuid.safeParse(body.dealId).success ? String(body.dealId) : undefined;
  return { of, id: String(id).toLowerCase(), ...(itemId !== undefined && { itemId: itemId.toLowerCase() }), ...(dealId !== undefined && { dealId }) };
}

function concerns({ kind, id }: About, { deal, enterprise }: Target): boolean {
  return kind === 'deal' ? id === deal : id === enterprise;
}
