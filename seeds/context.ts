import { createHash } from 'node:crypto';
import { type Actor, canonicalJson, type CommandContext, dayOf, type Via } from '#event-store';
import { v5 as uuid } from 'uuid';

const SEED_KEYS = '8f0f5b5e-2b1d-5a47-9a52-6d1f0b7c3e21';

/** What a seed says about one command: who, when it happened, when it is recorded, and the name its key derives from. */
export type SeedOccasion = {
  readonly actor: Actor;
  readonly key: string;
  readonly occurredOn: string;
  /** The instant of recording, ISO 8601 in UTC. */
  readonly now: string;
  readonly via: Via;
  /** Whether the instant also stamps the events: on a demonstration's simulated clock. */
  readonly simulated: boolean;
};

/** The id of the command key of that name; ids of what the command creates derive from it, as over the wire. */
export function seedKey(key: string): string {
  return uuid(key, SEED_KEYS);
}

/**
 * The context of a seed's command. The key depends on its name alone, so that a seed played again changes nothing; the
 * digest, unlike that of a request, is not keyed, because a seed's content is public or fiction.
 */
export function seedContext({ actor, key, occurredOn, now, via, simulated }: SeedOccasion, content: object): CommandContext {
  const id = seedKey(key);
  const digest = createHash('sha256').update(canonicalJson(JSON.parse(JSON.stringify(content)))).digest('hex');
  return { actor, key: { id, digest }, correlationId: id, causationId: id, via, occurredOn, today: dayOf(now), ...(simulated && { at: now }) };
}
