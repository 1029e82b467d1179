import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { RefusedError } from '#event-store';
import { READ_DATA_SOURCE } from '#read-side';
import type { ApiRequest } from '#wire';
import type { DataSource } from 'typeorm';
import { hiddenFrom } from './confidential.ts';

const A_DOCUMENT = /^\/api\/v1\/documents\/:id$/;

/** A document that some event of a hidden case names is hidden with it, whoever uploaded it. */
@Injectable()
export class ConfidentialDocumentsGuard implements CanActivate {
  constructor(@Inject(READ_DATA_SOURCE) private readonly read: DataSource) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const id = (request.params as { id?: string }).id?.toLowerCase();
    if (!A_DOCUMENT.test(request.routeOptions.url ?? '') || id === undefined || !request.signedIn) return true;
    const hidden = [...(await hiddenFrom(this.read, request.signedIn.actor))];
    if (hidden.length === 0) return true;
    const found = await this.read.query<unknown[]>('select 1 from history where entity = any($1) and strpos(event::text, $2) > 0 limit 1', [hidden, id]);
    if (found.length > 0) throw new RefusedError('not-found', 'document.unknown', { id });
    return true;
  }
}
