import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RefusedError } from '#event-store';
import { z } from 'zod';
import { type ApiRequest, body, parse, QueryAnswer, signedInOf } from '#wire';
import { ACCESS_LOG, type AccessLog } from './access-log.ts';
import { accountName } from './accounts.ts';
import { Needs } from './needs.ts';
import { roles } from './policy.ts';
import { SecondFactors } from './second-factors.ts';
import { Sessions } from './sessions.ts';

const required = z.strictObject({ roles: z.array(z.enum(roles).exclude(['rule'])).max(roles.length) });
const nothing = z.strictObject({});

/** What the security officer alone does: who must have a second factor, and taking a lost one away. */
@ApiTags('account')
@Controller('security')
export class SecurityController {
  constructor(
    @Inject(SecondFactors) private readonly factors: SecondFactors,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ACCESS_LOG) private readonly log: AccessLog,
  ) {}

  @Get('second-factor-roles')
  @Needs('security.edit')
  @QueryAnswer(z.strictObject({ roles: z.array(z.string()) }), { summary: 'The roles that must have a second factor' })
  async required(): Promise<{ roles: readonly string[] }> {
    return { roles: await this.factors.requiredRoles() };
  }

  @Post('second-factor-roles')
  @HttpCode(201)
  @Needs('security.edit')
  @QueryAnswer(z.strictObject({ roles: z.array(z.string()) }), { summary: 'Say which roles must have a second factor; whoever has none can do nothing but enrol', status: 201, body: required })
  async require(@Req() request: ApiRequest, @Body(body(required)) input: z.infer<typeof required>): Promise<{ roles: readonly string[] }> {
    const { account } = signedInOf(request);
    const asked = [...new Set(input.roles)].sort();
    const entry = { action: 'account', account, subject: 'second-factor-roles', address: request.ip, detail: { required: asked } } as const;
    await this.log.record({ ...entry, outcome: 'begun' });
    await this.factors.require(asked, account);
    await this.log.record({ ...entry, outcome: 'done' });
    return { roles: asked };
  }

  @Post('second-factors/:name/reset')
  @HttpCode(201)
  @Needs('security.edit')
  @QueryAnswer(z.strictObject({ account: z.string() }), { summary: 'Take away the second factor of somebody who lost it; ends all sessions', status: 201, body: nothing })
  async reset(@Req() request: ApiRequest, @Param('name') name: string, @Body(body(nothing)) _: object): Promise<{ account: string }> {
    const { account } = signedInOf(request);
    const subject = parse(accountName, name);
    if (subject === account) throw new RefusedError('forbidden', 'access.own-account');
    const entry = { action: 'account', account, subject, address: request.ip, detail: { secondFactor: 'reset' } } as const;
    await this.log.record({ ...entry, outcome: 'begun' });
    if (!(await this.factors.remove(subject))) throw new RefusedError('not-found', 'access.second-factor-none', { account: subject });
    await this.sessions.revokeAll(subject);
    await this.log.record({ ...entry, outcome: 'done' });
    return { account: subject };
  }
}
