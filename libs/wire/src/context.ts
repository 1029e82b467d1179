import { createParamDecorator, type ExecutionContext, Inject, Injectable, Optional, type PipeTransform } from '@nestjs/common';
import { type Actor, canonicalJson, CLOCK, type Clock, type CommandContext, dayOf, RefusedError } from '#event-store';
import { daysBetween, type Day } from '#measures';
import { VAULT, type Vault } from '#vault';
import { v5 as uuid } from 'uuid';
import { common, type Common } from './body.ts';
import { type ApiRequest, correlationIdOf, pathOf, signedInOf } from './request.ts';

/** The name under which a command's keys are derived, and whether it needs `If-Match` (428 without). */
export type ContextOptions = { readonly command: string; readonly ifMatch?: boolean };

/** How many days an entry may be late without a reason, by the day from which the span applies; the last that applies counts. */
export type WireOptions = { readonly backdating: readonly { readonly from: Day; readonly days: number }[] };

/** The injection token of `WireOptions`; without a provider 30 days apply. */
export const WIRE_OPTIONS = Symbol('WireOptions');

const DEFAULTS: WireOptions = { backdating: [{ from: '0001-01-01', days: 30 }] };
const COMMAND_KEYS = 'c2a5bb0e-5cde-5d1c-8d52-7b0a3e8a3f4b';
const KEY = /^[\x21-\x7e]{1,200}$/;
const REVISION = /^"(0|[1-9]\d{0,14})"$/;

type Asked = { readonly request: ApiRequest; readonly options: ContextOptions };

/** Builds a `CommandContext` of a request: who, the repeatable key, both clocks; checks what no slice should check again. */
@Injectable()
export class ContextPipe implements PipeTransform<Asked, Promise<CommandContext>> {
  constructor(
    @Inject(VAULT) private readonly vault: Pick<Vault, 'requestDigest'>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(WIRE_OPTIONS) private readonly wire: WireOptions = DEFAULTS,
  ) {}

  async transform({ request, options }: Asked): Promise<CommandContext> {
    const signedIn = signedInOf(request);
    const sent = common(request.body);
    const today = dayOf(this.clock.now());
    const at = this.clock.stamp();
    const correlationId = correlationIdOf(request);
    const ifMatch = ifMatchOf(request, options.ifMatch === true);
    return {
      actor: actingFor(signedIn.actor, sent.onBehalfOf),
      key: await this.keyOf(request, `${signedIn.account}/${options.command}`),
      correlationId,
      causationId: correlationId,
      via: signedIn.by === 'cookie' ? 'web' : 'api',
      occurredOn: happenedOn(sent, today, this.wire),
      today,
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...(at === undefined ? {} : { at }),
    };
  }

  private async keyOf(request: ApiRequest, sender: string): Promise<CommandContext['key']> {
    const key = request.headers['idempotency-key'];
    if (key === undefined) throw new RefusedError('malformed', 'wire.idempotency-key-missing');
    if (typeof key !== 'string' || !KEY.test(key)) throw new RefusedError('malformed', 'wire.idempotency-key-malformed');
    const digest = await this.vault.requestDigest(canonicalJson({ method: request.method, path: pathOf(request), body: request.body ?? null }));
    return { id: uuid(`${sender}/${key}`, COMMAND_KEYS), digest };
  }
}

const asked = createParamDecorator((options: ContextOptions, context: ExecutionContext): Asked => ({ request: context.switchToHttp().getRequest<ApiRequest>(), options }));

/** Parameter decorator: the `CommandContext` of a POST, from session, `Idempotency-Key`, `If-Match` and body. */
export function Context(options: ContextOptions): ParameterDecorator {
  return asked(options, ContextPipe);
}

/** The guard has asked whether somebody may act for another; a route where it did not is for oneself alone. */
function actingFor(actor: Actor, onBehalfOf: string | undefined): Actor {
  if (onBehalfOf !== undefined && onBehalfOf !== actor.onBehalfOf) throw new RefusedError('forbidden', 'access.no-delegation', { principal: onBehalfOf });
  return actor;
}

/** Reads `If-Match: "7"`; throws 428 when it is required and missing, 400 when it is no single strong tag of a revision. */
export function ifMatchOf(request: Pick<ApiRequest, 'headers'>, required: boolean): number | undefined {
  const tag = request.headers['if-match'];
  if (tag === undefined) {
    if (required) throw new RefusedError('precondition-required', 'wire.if-match-missing');
    return undefined;
  }
  const revision = REVISION.exec(tag.trim())?.[1];
  if (revision === undefined) throw new RefusedError('malformed', 'wire.if-match-malformed');
  return Number(revision);
}

/** The day of happening: today unless the sender says otherwise; never in the future, and late only with a reason. */
export function happenedOn({ occurredOn, lateReason }: Common, today: Day, { backdating }: WireOptions = DEFAULTS): Day {
  const day = occurredOn ?? today;
  if (day > today) throw new RefusedError('rule', 'wire.future-date', { occurredOn: day, today });
  const days = backdating.findLast(({ from }) => from <= today)?.days ?? 30;
  if (lateReason === undefined && daysBetween(day, today) > days) throw new RefusedError('rule', 'wire.late-reason-missing', { occurredOn: day, days });
  return day;
}
