import { Body, Controller, Delete, Get, HttpCode, Inject, Optional, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type ApiRequest, body, QueryAnswer, signedInOf } from '#wire';
import { ACCESS_LOG, type AccessLog } from './access-log.ts';
import { Delegations } from './delegations.ts';
import { Own, Public } from './needs.ts';
import { allowedOperations } from './policy.ts';
import { PUBLIC_URL, sessionCookie } from './session-cookie.ts';
import { type Found, Sessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';
import { coveredBy } from './token-scopes.ts';

const credentials = z.strictObject({ account: z.string().min(1).max(64), password: z.string().min(1).max(200), code: z.string().trim().min(6).max(40).optional(), role: z.string().max(32).optional(), unit: z.string().max(32).optional() });
const me = z.strictObject({
  account: z.string(), role: z.string(), unit: z.string().nullable(), allowed: z.array(z.string()),
  /** Whether the role asks for a second factor that is not enrolled: until then nothing else is allowed. */
  factorMissing: z.boolean(),
  /** For whom the account may act today. */
  actsFor: z.array(z.string()),
});

type Me = z.infer<typeof me>;

/** Signing in and out, and who one is. */
@Controller()
export class SessionController {
  private readonly cookie: ReturnType<typeof sessionCookie>;

  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ACCESS_LOG) private readonly log: AccessLog,
    @Inject(Delegations) private readonly delegations: Delegations,
    @Optional() @Inject(PUBLIC_URL) publicUrl?: string,
  ) {
    this.cookie = sessionCookie(publicUrl);
  }

  @Public()
  @Post('session')
  @QueryAnswer(me, { summary: 'Sign in; sets the session cookie', status: 201, body: credentials })
  async open(@Body(body(credentials)) input: z.infer<typeof credentials>, @Req() request: ApiRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Me> {
    const { account, token, role, unit } = await this.signIn.open(input, request.ip);
    reply.setCookie(this.cookie.name, token, this.cookie.options);
    const found = await this.sessions.load(token, 'cookie');
    return this.meOf(found ?? { account, actor: { account, role, unit } });
  }

  @Delete('session')
  @Own()
  @HttpCode(204)
  async close(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const { account } = signedInOf(request);
    const token = request.cookies[this.cookie.name];
    if (token) await this.sessions.revoke(token);
    await this.log.record({ action: 'sign-out', outcome: 'done', account, subject: account, address: request.ip });
    reply.clearCookie(this.cookie.name, this.cookie.options);
  }

  @Get('me')
  @Own()
  @QueryAnswer(me, { summary: 'Who am I and what may I do' })
  me(@Req() request: ApiRequest): Promise<Me> {
    return this.meOf(signedInOf(request));
  }

  private async meOf({ account, actor, scopes = null, factorMissing = false }: Pick<Found, 'account' | 'actor'> & Partial<Found>): Promise<Me> {
    const allowed = factorMissing ? [] : allowedOperations(actor).filter((operation) => coveredBy(scopes, operation, !operation.endsWith('.read')));
    return { account, role: actor.role, unit: actor.unit, allowed, factorMissing, actsFor: [...(await this.delegations.principalsOf(account))] };
  }
}
