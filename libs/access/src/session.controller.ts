import { Body, Controller, Delete, Get, HttpCode, Inject, Optional, Post, Req, Res } from '@nestjs/common';
import { RefusedError } from '#event-store';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type ApiRequest, body, QueryAnswer, signedInOf } from '#wire';
import { ACCESS_LOG, type AccessLog } from './access-log.ts';
import { allowedOperations } from './policy.ts';
import { PUBLIC_URL, sessionCookie } from './session-cookie.ts';
import { Public } from './session.guard.ts';
import { Sessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';

const credentials = z.strictObject({ account: z.string().min(1).max(64), password: z.string().min(1).max(200), role: z.string().max(32).optional(), unit: z.string().max(32).optional() });
const token = z.strictObject({ name: z.string().trim().min(1).max(60), scope: z.enum(['read', 'write']), days: z.int().min(1).max(366) });
const me = z.strictObject({ account: z.string(), role: z.string(), unit: z.string().nullable(), allowed: z.array(z.string()) });

type Me = z.infer<typeof me>;

/** Signing in and out, and who one is. */
@Controller()
export class SessionController {
  private readonly cookie: ReturnType<typeof sessionCookie>;

  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ACCESS_LOG) private readonly log: AccessLog,
    @Optional() @Inject(PUBLIC_URL) publicUrl?: string,
  ) {
    this.cookie = sessionCookie(publicUrl);
  }

  @Public()
  @Post('session')
  @QueryAnswer(me, { summary: 'Sign in; sets the session cookie', status: 201, body: credentials })
  async open(@Body(body(credentials)) input: z.infer<typeof credentials>, @Req() request: ApiRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Me> {
    const { token, role, unit } = await this.signIn.open(input, request.ip);
    reply.setCookie(this.cookie.name, token, this.cookie.options);
    const actor = { account: input.account, role, unit };
    return { ...actor, allowed: [...allowedOperations(actor)] };
  }

  @Delete('session')
  @HttpCode(204)
  async close(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const { account } = signedInOf(request);
    const token = request.cookies[this.cookie.name];
    if (token) await this.sessions.revoke(token);
    await this.log.record({ action: 'sign-out', outcome: 'done', account, subject: account, address: request.ip });
    reply.clearCookie(this.cookie.name, this.cookie.options);
  }

  @Get('me')
  @QueryAnswer(me, { summary: 'Who am I and what may I do' })
  me(@Req() request: ApiRequest): Me {
    const { account, actor } = signedInOf(request);
    return { account, role: actor.role, unit: actor.unit, allowed: [...allowedOperations(actor)] };
  }

  @Post('me/tokens')
  @QueryAnswer(z.strictObject({ token: z.string() }), { summary: 'Issue a bearer token for a program of mine; shown once', status: 201, body: token })
  async issue(@Body(body(token)) input: z.infer<typeof token>, @Req() request: ApiRequest): Promise<{ token: string }> {
    const { account, by } = signedInOf(request);
    const session = request.cookies[this.cookie.name];
    // A token that could issue tokens would outlive its own revocation.
    if (by !== 'cookie' || !session) throw new RefusedError('forbidden', 'access.forbidden', { operation: 'me.tokens' });
    await this.log.record({ action: 'account', outcome: 'done', account, subject: account, address: request.ip, detail: { token: input.name, scope: input.scope } });
    return { token: await this.sessions.issueToken(session, input) };
  }
}
