import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { ACCESS_LOG, type AccessLog, Accounts, Needs, Own, requireAccess } from '#access';
import { type Actor, COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome } from '#event-store';
import { VAULT, type Vault } from '#vault';
import { type Answer, answer, body, CommandBody, Context, CurrentActor, idParam, pageFields, query, QueryAnswer, readCursor, writeCursor } from '#wire';
import { z } from 'zod';
import { DeclareConductInterest, DeclareContact, DeclareGift, WithdrawDeclaration } from './conduct.commands.ts';
import { conductDecider, conductStream } from './conduct.decider.ts';
import { conductView, declarationSchema } from './conduct.view.ts';

type Input<C extends { readonly input: z.ZodType }> = z.infer<C['input']>;
const ownList = z.strictObject({ items: z.array(declarationSchema) });
const lists = z.strictObject({ items: z.array(z.strictObject({ account: z.string(), displayName: z.string(), declarations: z.array(declarationSchema) })), cursor: z.string().nullable() });
const page = z.strictObject(pageFields);

/** 亲清清单: declared by the person, read by that person and the auditor alone. */
@ApiTags('conduct')
@Controller('conduct')
export class ConductController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(ACCESS_LOG) private readonly log: AccessLog,
  ) {}

  @Get()
  @Own()
  @QueryAnswer(ownList, { summary: 'What I declared, latest first' })
  async own(@CurrentActor() { account }: Actor): Promise<object> {
    return { items: await this.declarations(account) };
  }

  @Get('all')
  @Needs('conduct.read')
  @QueryAnswer(lists, { summary: 'What everybody declared, person by person; the access log says who looked', query: page })
  async all(@CurrentActor() actor: Actor, @Query(query(page)) { cursor, limit }: z.infer<typeof page>): Promise<object> {
    requireAccess(actor, 'conduct.read');
    const found = await this.accounts.list(cursor === undefined ? '' : readCursor(cursor, z.tuple([z.string()]))[0], limit + 1);
    const shown = found.slice(0, limit);
    await this.log.record({ action: 'reveal', outcome: 'done', account: actor.account, subject: 'conduct', detail: { what: 'conduct', accounts: shown.length } });
    const items = await Promise.all(shown.map(async ({ name, displayName }) => ({ account: name, displayName, declarations: await this.declarations(name) })));
    return { items: items.filter(({ declarations }) => declarations.length > 0), cursor: found.length > limit ? writeCursor([shown.at(-1)?.name ?? '']) : null };
  }

  @Post('interests')
  @Own()
  @CommandBody(DeclareConductInterest.input, { summary: 'Declare an interest; its deals are off limits from now on' })
  interest(@Body(body(DeclareConductInterest.input)) input: Input<typeof DeclareConductInterest>, @Context({ command: 'DeclareConductInterest' }) context: CommandContext): Promise<Answer> {
    return this.send(new DeclareConductInterest(context.actor.account, input, context));
  }

  @Post('contacts')
  @Own()
  @CommandBody(DeclareContact.input, { summary: 'Declare a contact outside the rules' })
  contact(@Body(body(DeclareContact.input)) input: Input<typeof DeclareContact>, @Context({ command: 'DeclareContact' }) context: CommandContext): Promise<Answer> {
    return this.send(new DeclareContact(context.actor.account, input, context));
  }

  @Post('gifts')
  @Own()
  @CommandBody(DeclareGift.input, { summary: 'Declare a gift' })
  gift(@Body(body(DeclareGift.input)) input: Input<typeof DeclareGift>, @Context({ command: 'DeclareGift' }) context: CommandContext): Promise<Answer> {
    return this.send(new DeclareGift(context.actor.account, input, context));
  }

  @Post(':id/withdrawal')
  @Own()
  @CommandBody(WithdrawDeclaration.input, { summary: 'Withdraw a declaration of mine, with a reason' })
  withdraw(@Param('id', idParam('conduct.declaration-unknown')) id: string, @Body(body(WithdrawDeclaration.input)) input: Input<typeof WithdrawDeclaration>, @Context({ command: 'WithdrawDeclaration' }) context: CommandContext): Promise<Answer> {
    return this.send(new WithdrawDeclaration(context.actor.account, id, input, context));
  }

  private async declarations(account: string): Promise<Awaited<ReturnType<typeof conductView>>> {
    const { state } = await this.runner.stateOf(conductStream(account), conductDecider);
    return conductView(this.vault, state);
  }

  private async send<C extends object>(command: C): Promise<Answer> {
    return answer(await this.bus.execute<C, Outcome>(command));
  }
}
