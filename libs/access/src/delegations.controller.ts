import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CLOCK, type Clock, dayOf, type Json, RefusedError } from '#event-store';
import { daysBetween } from '#measures';
import { z } from 'zod';
import { type ApiRequest, body, idParam, query, QueryAnswer, signedInOf } from '#wire';
import { ACCESS_LOG, type AccessLog } from './access-log.ts';
import { accountName } from './accounts.ts';
import { type Delegation, Delegations } from './delegations.ts';
import { Own } from './needs.ts';
import { mayAccess, type Operation, operations } from './policy.ts';

const newDelegation = z.strictObject({
  /** Oneself, or for the security officer anybody. */
  principal: accountName.optional(),
  deputy: accountName,
  operations: z.array(z.enum(operations as readonly [Operation, ...Operation[]])).min(1).max(operations.length).nullable().default(null),
  from: z.iso.date(),
  until: z.iso.date(),
}).refine(({ from, until }) => until > from, { message: 'until is the first day after, later than from', path: ['until'] });
const delegation = z.strictObject({
  id: z.uuid(), principal: z.string(), deputy: z.string(), operations: z.array(z.string()).nullable(),
  from: z.iso.date(), until: z.iso.date(), givenBy: z.string(), revokedAt: z.iso.datetime().nullable(),
});
const filter = z.strictObject({ all: z.enum(['true', 'false']).default('false') });
const nothing = z.strictObject({});
const LONGEST_DAYS = 366;

/** Who may act for whom. Everybody gives their own; the security officer gives anybody's, and sees them all. */
@ApiTags('account')
@Controller('delegations')
export class DelegationsController {
  constructor(
    @Inject(Delegations) private readonly delegations: Delegations,
    @Inject(ACCESS_LOG) private readonly log: AccessLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Own()
  @QueryAnswer(z.strictObject({ today: z.iso.date(), items: z.array(delegation) }), { summary: 'Delegations I gave or was given; all of them for the security officer', query: filter })
  async list(@Req() request: ApiRequest, @Query(query(filter)) { all }: z.infer<typeof filter>): Promise<{ today: string; items: readonly Delegation[] }> {
    const { account, actor } = signedInOf(request);
    if (all === 'true' && !mayAccess(actor, 'security.edit')) throw new RefusedError('forbidden', 'access.forbidden', { operation: 'security.edit' });
    return { today: dayOf(this.clock.now()), items: await this.delegations.list(all === 'true' ? null : account) };
  }

  @Post()
  @Own()
  @QueryAnswer(z.strictObject({ id: z.uuid() }), { summary: 'Let somebody act for me, from a day until the day after the last', status: 201, body: newDelegation })
  async give(@Req() request: ApiRequest, @Body(body(newDelegation)) { principal, ...input }: z.infer<typeof newDelegation>): Promise<{ id: string }> {
    const { account, actor } = signedInOf(request);
    const of = principal ?? account;
    if (of !== account && !mayAccess(actor, 'security.edit')) throw new RefusedError('forbidden', 'access.forbidden', { operation: 'security.edit' });
    if (daysBetween(input.from, input.until) > LONGEST_DAYS) throw new RefusedError('rule', 'access.delegation-too-long', { days: LONGEST_DAYS });
    const detail = { delegation: 'given', deputy: input.deputy, from: input.from, until: input.until, operations: input.operations };
    return { id: await this.recorded(request, of, detail, () => this.delegations.give({ ...input, principal: of }, account)) };
  }

  @Post(':id/revocation')
  @HttpCode(201)
  @Own()
  @QueryAnswer(z.strictObject({ id: z.uuid() }), { summary: 'End a delegation now', status: 201, body: nothing })
  async revoke(@Req() request: ApiRequest, @Param('id', idParam('access.delegation-unknown')) id: string, @Body(body(nothing)) _: object): Promise<{ id: string }> {
    const { account, actor } = signedInOf(request);
    const found = await this.delegations.one(id);
    // Somebody else's is as unknown as one that is not there.
    if (![found.principal, found.deputy].includes(account) && !mayAccess(actor, 'security.edit')) throw new RefusedError('not-found', 'access.delegation-unknown');
    await this.recorded(request, found.principal, { delegation: 'revoked', deputy: found.deputy }, () => this.delegations.revoke(id));
    return { id };
  }

  private async recorded<T>(request: ApiRequest, subject: string, detail: Readonly<Record<string, Json>>, act: () => Promise<T>): Promise<T> {
    const entry = { action: 'account', account: signedInOf(request).account, subject, address: request.ip, detail } as const;
    await this.log.record({ ...entry, outcome: 'begun' });
    const result = await act();
    await this.log.record({ ...entry, outcome: 'done' });
    return result;
  }
}
