import { Body, Controller, Get, HttpCode, Inject, Optional, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Json, RefusedError } from '#event-store';
import { z } from 'zod';
import { type ApiRequest, body, idParam, QueryAnswer, signedInOf } from '#wire';
import { ACCESS_LOG, type AccessEntry, type AccessLog } from './access-log.ts';
import { Accounts } from './accounts.ts';
import { Own } from './needs.ts';
import { type Enrolment, type FactorStatus, SecondFactors } from './second-factors.ts';
import { PUBLIC_URL, sessionCookie } from './session-cookie.ts';
import { SignIn } from './sign-in.ts';
import { tokenScopes, type TokenScope } from './token-scopes.ts';
import { Tokens, type TokenView } from './tokens.ts';

const newPassword = z.strictObject({ current: z.string().min(1).max(200), password: z.string().min(10).max(200) });
const withPassword = z.strictObject({ password: z.string().min(1).max(200) });
const withCode = z.strictObject({ code: z.string().trim().min(6).max(40) });
const newToken = z.strictObject({ name: z.string().trim().min(1).max(60), scopes: z.array(z.enum(tokenScopes as readonly [TokenScope, ...TokenScope[]])).min(1).max(tokenScopes.length), days: z.int().min(1).max(366) });
const nothing = z.strictObject({});
const done = z.strictObject({ account: z.string() });
const factorStatus = z.strictObject({ enrolled: z.boolean(), since: z.iso.datetime().nullable(), recoveryCodes: z.int(), required: z.boolean() });
const tokenView = z.strictObject({
  id: z.uuid(), name: z.string(), scopes: z.array(z.string()), role: z.string(), unit: z.string().nullable(),
  createdAt: z.iso.datetime(), expiresAt: z.iso.datetime(), lastUsedAt: z.iso.datetime().nullable(), revokedAt: z.iso.datetime().nullable(),
});

/** What everybody does with their own account: password, second factor, tokens. A token does none of it. */
@ApiTags('account')
@Controller('me')
export class OwnAccountController {
  private readonly cookie: string;

  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(SecondFactors) private readonly factors: SecondFactors,
    @Inject(Tokens) private readonly tokens: Tokens,
    @Inject(ACCESS_LOG) private readonly log: AccessLog,
    @Optional() @Inject(PUBLIC_URL) publicUrl?: string,
  ) {
    this.cookie = sessionCookie(publicUrl).name;
  }

  @Post('password')
  @Own()
  @QueryAnswer(done, { summary: 'Change my password; ends my other sessions and my tokens', status: 201, body: newPassword })
  async password(@Req() request: ApiRequest, @Body(body(newPassword)) { current, password }: z.infer<typeof newPassword>): Promise<{ account: string }> {
    const { account } = this.person(request);
    await this.signIn.confirm(account, current, request.ip);
    await this.changed(request, { password: 'changed' }, () => this.accounts.setPassword(account, password, request.cookies[this.cookie]));
    return { account };
  }

  @Get('second-factor')
  @Own()
  @QueryAnswer(factorStatus, { summary: 'Whether I have a second factor, and whether I must have one' })
  factor(@Req() request: ApiRequest): Promise<FactorStatus> {
    const { account, actor } = signedInOf(request);
    return this.factors.status(account, actor.role);
  }

  @Post('second-factor')
  @Own()
  @QueryAnswer(z.strictObject({ secret: z.string(), uri: z.string() }), { summary: 'Begin to enrol an authenticator app; the secret is shown this once', status: 201, body: withPassword })
  async enrol(@Req() request: ApiRequest, @Body(body(withPassword)) { password }: z.infer<typeof withPassword>): Promise<Enrolment> {
    const { account } = this.person(request);
    await this.signIn.confirm(account, password, request.ip);
    return this.factors.begin(account);
  }

  @Post('second-factor/confirmation')
  @Own()
  @QueryAnswer(z.strictObject({ recoveryCodes: z.array(z.string()) }), { summary: 'Confirm it by a code; answers recovery codes, shown this once', status: 201, body: withCode })
  async confirm(@Req() request: ApiRequest, @Body(body(withCode)) { code }: z.infer<typeof withCode>): Promise<{ recoveryCodes: readonly string[] }> {
    const { account } = this.person(request);
    return { recoveryCodes: await this.changed(request, { secondFactor: 'enrolled' }, () => this.factors.confirm(account, code)) };
  }

  @Post('second-factor/removal')
  @HttpCode(201)
  @Own()
  @QueryAnswer(done, { summary: 'Do without the second factor again, where the role does not ask for it', status: 201, body: withPassword })
  async remove(@Req() request: ApiRequest, @Body(body(withPassword)) { password }: z.infer<typeof withPassword>): Promise<{ account: string }> {
    const { account, actor } = this.person(request);
    await this.signIn.confirm(account, password, request.ip);
    if ((await this.factors.status(account, actor.role)).required) throw new RefusedError('rule', 'access.second-factor-required');
    await this.changed(request, { secondFactor: 'removed' }, () => this.factors.remove(account));
    return { account };
  }

  @Get('tokens')
  @Own()
  @QueryAnswer(z.strictObject({ items: z.array(tokenView) }), { summary: 'My tokens, latest first; never the tokens themselves' })
  async list(@Req() request: ApiRequest): Promise<{ items: readonly TokenView[] }> {
    return { items: await this.tokens.list(this.person(request).account) };
  }

  @Post('tokens')
  @Own()
  @QueryAnswer(z.strictObject({ id: z.uuid(), token: z.string() }), { summary: 'Issue a bearer token for a program of mine; shown once', status: 201, body: newToken })
  async issue(@Body(body(newToken)) input: z.infer<typeof newToken>, @Req() request: ApiRequest): Promise<{ id: string; token: string }> {
    const { account } = this.person(request);
    const session = request.cookies[this.cookie] ?? '';
    return this.changed(request, { token: input.name, scopes: input.scopes, days: input.days }, () => this.tokens.issue(session, account, input));
  }

  @Post('tokens/:id/revocation')
  @HttpCode(201)
  @Own()
  @QueryAnswer(done, { summary: 'Revoke a token of mine', status: 201, body: nothing })
  async revoke(@Param('id', idParam('access.token-unknown')) id: string, @Body(body(nothing)) _: object, @Req() request: ApiRequest): Promise<{ account: string }> {
    const { account } = this.person(request);
    await this.changed(request, { revoked: id }, () => this.tokens.revoke(account, id));
    return { account };
  }

  /** Only somebody who is there in person: a token must not list, make or outlive tokens. */
  private person(request: ApiRequest): ReturnType<typeof signedInOf> {
    const signedIn = signedInOf(request);
    if (signedIn.by !== 'cookie') throw new RefusedError('forbidden', 'access.token-scope', { operation: 'own' });
    return signedIn;
  }

  /** What cannot be recorded in the access log is not done. */
  private async changed<T>(request: ApiRequest, detail: Readonly<Record<string, Json>>, act: () => Promise<T>): Promise<T> {
    const { account } = signedInOf(request);
    const entry: Omit<AccessEntry, 'outcome'> = { action: 'account', account, subject: account, address: request.ip, detail };
    await this.log.record({ ...entry, outcome: 'begun' });
    const result = await act();
    await this.log.record({ ...entry, outcome: 'done' });
    return result;
  }
}
