import type { CommandRunner } from '#event-store';
import { enterpriseDecider, type EnterpriseState } from './enterprise.decider.ts';

/** A firm's entry in the blacklist (null: it is on none) as its stream has it at a revision; −1 for a firm without a stream. */
export type BlacklistFact = { readonly stream: string; readonly revision: number; readonly blacklisted: EnterpriseState['blacklisted'] };

/** Reads the blacklist for a firm from the log, for whoever records what it said. */
export async function blacklistOf(runner: Pick<CommandRunner, 'stateOf'>, enterpriseId: string): Promise<BlacklistFact> {
  const stream = `enterprise-${enterpriseId}`;
  const { state: { blacklisted }, revision } = await runner.stateOf(stream, enterpriseDecider);
  return { stream, revision, blacklisted };
}
