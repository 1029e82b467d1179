import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { COMMAND_RUNNER, type CommandRunner, RefusedError } from '#event-store';
import type { ApiRequest } from '#wire';
import { knows } from './confidential.reading.ts';

const OF_A_CASE = /^\/api\/v1\/(leads|deals|commitments)\/:id(?:\/|$)/;
const UNKNOWN = { leads: 'lead.unknown', deals: 'deal.unknown', commitments: 'commitment.unknown' } as const;

/**
 * Every route below one lead, deal or promise, reading or writing, is not there for whoever may not know of its case.
 * It stands before all of them, so that a new route is closed before anybody thinks of it.
 */
@Injectable()
export class ConfidentialityGuard implements CanActivate {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const kind = OF_A_CASE.exec(request.routeOptions.url ?? '')?.[1] as keyof typeof UNKNOWN | undefined;
    const id = (request.params as { id?: string }).id?.toLowerCase();
    if (!kind || id === undefined || !request.signedIn) return true;
    const caseId = kind === 'commitments' ? await this.dealOf(id) : id;
    if (caseId !== undefined && !(await knows(this.runner, request.signedIn.actor, caseId))) throw new RefusedError('not-found', UNKNOWN[kind], { id });
    return true;
  }

  private async dealOf(commitmentId: string): Promise<string | undefined> {
    const [proposed] = await this.runner.eventsOf(`commitment-${commitmentId}`, 0);
    return (proposed?.data as { dealId?: string } | undefined)?.dealId;
  }
}
