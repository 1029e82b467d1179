import { Controller, Get, Inject, Optional, Req, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type ApiRequest, problemOf } from '#wire';
import { ACCESS_LOG, type AccessLog } from './access-log.ts';
import { accountName } from './accounts.ts';
import { Public } from './needs.ts';
import { Oidc } from './oidc.ts';
import { PUBLIC_URL, sessionCookie } from './session-cookie.ts';
import { SignIn } from './sign-in.ts';
import { Throttle } from './throttle.ts';

const FLOW_PATH = '/api/v1/session/oidc';
const FLOW_SECONDS = 600;

/** Signing in by the identity provider of the house: there and back by redirects, every failure a code for the sign-in page. */
@ApiTags('account')
@Controller('session/oidc')
export class OidcController {
  private readonly cookie: ReturnType<typeof sessionCookie>;
  private readonly throttle = new Throttle({ burst: 60, perMinute: 60 });

  constructor(
    @Inject(Oidc) private readonly oidc: Oidc,
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(ACCESS_LOG) private readonly log: AccessLog,
    @Optional() @Inject(PUBLIC_URL) publicUrl?: string,
  ) {
    this.cookie = sessionCookie(publicUrl);
  }

  @Get()
  @Public()
  @ApiResponse({ status: 302, description: 'to the identity provider' })
  async begin(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.orBack(reply, async () => {
      this.throttle.take(request.ip);
      const { url, handle } = await this.oidc.begin();
      reply.setCookie(this.flowCookie(), handle, { ...this.cookie.options, path: FLOW_PATH, maxAge: FLOW_SECONDS });
      return url;
    });
  }

  @Get('callback')
  @Public()
  @ApiResponse({ status: 302, description: 'to the first page, or to the sign-in page with the code of what went wrong' })
  async finish(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.orBack(reply, async () => {
      this.throttle.take(request.ip);
      reply.clearCookie(this.flowCookie(), { ...this.cookie.options, path: FLOW_PATH });
      const { account, strong } = await this.vouched(request);
      const { token } = await this.signIn.openVouched({ account }, request.ip, strong);
      reply.setCookie(this.cookie.name, token, this.cookie.options);
      return '/';
    });
  }

  private async vouched(request: ApiRequest): Promise<Awaited<ReturnType<Oidc['finish']>>> {
    try {
      const vouched = await this.oidc.finish(request.cookies[this.flowCookie()], new URL(request.url, 'http://here').search);
      // What could be no account is none.
      return accountName.safeParse(vouched.account).success ? vouched : { ...vouched, account: 'nobody' };
    } catch (error) {
      await this.log.record({ action: 'sign-in', outcome: 'refused', account: null, subject: 'oidc', address: request.ip, detail: { reason: problemOf(error).code } });
      throw error;
    }
  }

  /** A person looks at a page, not at a problem document: failures lead back to the sign-in page. */
  private async orBack(reply: FastifyReply, there: () => Promise<string>): Promise<void> {
    const url = await there().catch((error: unknown) => {
      const { code, status } = problemOf(error);
      if (status === 500) throw error;
      return `/sign-in?${new URLSearchParams({ problem: code })}`;
    });
    void reply.header('cache-control', 'no-store').redirect(url, 302);
  }

  private flowCookie(): string {
    // `__Host-` asks for the path `/`, and this cookie is for the way there and back alone.
    return this.cookie.options.secure ? '__Secure-liuhen-oidc' : 'liuhen-oidc';
  }
}
