import { randomUUID } from 'node:crypto';
import { isWrongVersion, noAnswerIsFinal, retrying } from './faults.ts';
import type { Server } from './server.ts';

/**
 * The name of a log for cursors and checkpoints: positions of one server mean nothing on another. It is made once, in
 * a stream beside the log's, by whichever process opens the log first.
 */
export async function identityOf(server: Server, log: string): Promise<string> {
  const name = `${log}:identity`;
  const [known] = await server.readStream(name, 0, 1);
  if (known?.event) return known.event.id;
  await retrying(() => server.append(name, -1, [{ id: randomUUID(), type: 'LogCreated', data: Buffer.from('{}') }]), noAnswerIsFinal).catch((error: unknown) => {
    if (!isWrongVersion(error)) throw error;
  });
  return (await server.readStream(name, 0, 1))[0]!.event!.id;
}
