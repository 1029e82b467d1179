import { type Actor, type CommandRunner } from '#event-store';
import { mayKnow } from '#access';
import { confidentialDecider, confidentialStream } from './confidential.decider.ts';

/** The people named in a case, read from the log and so at once; null when it is not confidential. */
export async function confidantsOf(runner: Pick<CommandRunner, 'stateOf'>, caseId: string): Promise<readonly string[] | null> {
  return (await runner.stateOf(confidentialStream(caseId), confidentialDecider)).state.people;
}

/** Whether an actor may know of a case, as the log has it now. */
export async function knows(runner: Pick<CommandRunner, 'stateOf'>, actor: Actor, caseId: string): Promise<boolean> {
  return mayKnow(actor, []) || mayKnow(actor, await confidantsOf(runner, caseId));
}
