import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { CLOCK, type Clock, dayOf, type Json, RefusedError } from '#event-store';
import { z } from 'zod';
import { type ApiRequest, body, type Page, pageFields, parse, query, QueryAnswer, readCursor, signedInOf, writeCursor } from '#wire';
import { ACCESS_LOG, type AccessLog } from './access-log.ts';
import { accountName as name, Accounts, type AccountView } from './accounts.ts';
import { Needs } from './needs.ts';
import { requireAccess, roles } from './policy.ts';
import { SignIn } from './sign-in.ts';

const role = z.enum(roles).exclude(['rule']);
const unit = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/).nullable().default(null);
const password = z.string().min(10).max(200);
const appointment = z.strictObject({ role, unit, from: z.iso.date(), until: z.iso.date().nullable().default(null) })
  .refine(({ from, until }) => until === null || until > from, { message: 'until is the first day after, later than from', path: ['until'] });
const account = z.strictObject({ name, displayName: z.string().trim().min(1).max(100), password, appointments: z.array(appointment).min(1).max(20) });
const dismissal = z.strictObject({ role, unit, on: z.iso.date().optional() });
const newPassword = z.strictObject({ password });
const address = z.strictObject({ address: z.union([z.ipv4(), z.ipv6()]) });
const nothing = z.strictObject({});
const done = z.strictObject({ account: z.string() });
const list = z.strictObject({ items: z.array(z.unknown()), cursor: z.string().nullable() });

type Done = z.infer<typeof done>;

/** Accounts and appointments, for the system officer; what cannot be recorded in the access log is not done. */
@Controller('accounts')
export class AccountsController {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(ACCESS_LOG) private readonly log: AccessLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SignIn) private readonly signIn: SignIn,
  ) {}

  @Get()
  @Needs('account.edit')
  @QueryAnswer(list, { summary: 'Accounts by name', query: z.strictObject(pageFields) })
  async list(@Req() request: ApiRequest, @Query(query(z.strictObject(pageFields))) { cursor, limit }: { cursor?: string; limit: number }): Promise<Page<AccountView>> {
    requireAccess(signedInOf(request).actor, 'account.edit');
    const found = await this.accounts.list(cursor === undefined ? '' : readCursor(cursor, z.tuple([z.string()]))[0], limit + 1);
    const items = found.slice(0, limit);
    return { items, cursor: found.length > limit ? writeCursor([items.at(-1)?.name ?? '']) : null };
  }

  @Post()
  @Needs('account.edit')
  @QueryAnswer(done, { summary: 'Create an account', status: 201, body: account })
  create(@Req() request: ApiRequest, @Body(body(account)) input: z.infer<typeof account>): Promise<Done> {
    return this.change(request, input.name, { created: input.appointments.map(({ role }) => role) }, () => this.accounts.create(input));
  }

  @Post(':name/appointments')
  @Needs('account.edit')
  @QueryAnswer(done, { summary: 'Give an account a role', status: 201, body: appointment })
  appoint(@Req() request: ApiRequest, @Param('name') name: string, @Body(body(appointment)) input: z.infer<typeof appointment>): Promise<Done> {
    return this.change(request, name, { appointed: input.role, unit: input.unit, from: input.from, until: input.until }, () => this.accounts.appoint(name, input));
  }

  @Post(':name/dismissal')
  @Needs('account.edit')
  @QueryAnswer(done, { summary: 'End a role of an account', status: 201, body: dismissal })
  dismiss(@Req() request: ApiRequest, @Param('name') name: string, @Body(body(dismissal)) input: z.infer<typeof dismissal>): Promise<Done> {
    const on = input.on ?? dayOf(this.clock.now());
    return this.change(request, name, { dismissed: input.role, unit: input.unit, on }, () => this.accounts.dismiss(name, { ...input, on }));
  }

  @Post(':name/password')
  @Needs('account.edit')
  @HttpCode(201)
  @QueryAnswer(done, { summary: 'Set a password; ends all sessions', status: 201, body: newPassword })
  password(@Req() request: ApiRequest, @Param('name') name: string, @Body(body(newPassword)) input: z.infer<typeof newPassword>): Promise<Done> {
    return this.change(request, name, { password: 'set' }, () => this.accounts.setPassword(name, input.password));
  }

  @Post(':name/closure')
  @Needs('account.edit')
  @QueryAnswer(done, { summary: 'Close an account; ends all sessions', status: 201, body: nothing })
  close(@Req() request: ApiRequest, @Param('name') name: string, @Body(body(nothing)) _: object): Promise<Done> {
    return this.change(request, name, { disabled: true }, () => this.accounts.setDisabled(name, true));
  }

  @Post(':name/opening')
  @Needs('account.edit')
  @QueryAnswer(done, { summary: 'Open a closed account again', status: 201, body: nothing })
  open(@Req() request: ApiRequest, @Param('name') name: string, @Body(body(nothing)) _: object): Promise<Done> {
    return this.change(request, name, { disabled: false }, () => this.accounts.setDisabled(name, false));
  }

  @Post(':name/unlock')
  @HttpCode(201)
  @Needs('account.edit')
  @QueryAnswer(done, { summary: 'Let a locked-out account try again at once', status: 201, body: nothing })
  unlock(@Req() request: ApiRequest, @Param('name') name: string, @Body(body(nothing)) _: object): Promise<Done> {
    return this.change(request, name, { unlocked: true }, () => this.signIn.unlock(name));
  }

  @Post('address-unlock')
  @HttpCode(201)
  @Needs('account.edit')
  @QueryAnswer(z.strictObject({}), { summary: 'Let a locked-out address try again at once', status: 201, body: address })
  async unlockAddress(@Req() request: ApiRequest, @Body(body(address)) input: z.infer<typeof address>): Promise<object> {
    const { account } = signedInOf(request);
    const entry = { action: 'account', account, subject: 'address', address: input.address, detail: { unlocked: true } } as const;
    await this.log.record({ ...entry, outcome: 'begun' });
    await this.signIn.unlockAddress(input.address);
    await this.log.record({ ...entry, outcome: 'done' });
    return {};
  }

  private async change(request: ApiRequest, of: string, detail: Readonly<Record<string, Json>>, act: () => Promise<void>): Promise<Done> {
    const { account, actor } = signedInOf(request);
    requireAccess(actor, 'account.edit');
    const subject = parse(name, of);
    if (subject === account) throw new RefusedError('forbidden', 'access.own-account');
    const entry = { action: 'account', account, subject, address: request.ip, detail } as const;
    await this.log.record({ ...entry, outcome: 'begun' });
    await act();
    await this.log.record({ ...entry, outcome: 'done' });
    return { account: subject };
  }
}
