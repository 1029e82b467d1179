import { mayAccess, requireAccess } from '#access';
import type { Actor } from '#event-store';
import { WHOLE_ZONE } from '#organisation';
import type { Asked } from './figure.reader.ts';

/** Whoever sees only its own unit's figures gets those, and no others. */
export function scopedTo<Q extends Asked>(actor: Actor, asked: Q): Q & { readonly unit: string } {
  const whole = mayAccess(actor, 'figure.read', { unit: null });
  const unit = asked.unit ?? (whole ? WHOLE_ZONE : (actor.unit ?? WHOLE_ZONE));
  requireAccess(actor, 'figure.read', { unit });
  return { ...asked, unit };
}
