// One of several processes on the same keys directory; commands come as lines of JSON on stdin, answers go line by line to stdout.
import { createInterface } from 'node:readline';
import { clear } from '../src/sealed.ts';
import { openVault } from '../src/open-vault.ts';

export type Order = { do: 'open'; keysDir: string } | { do: 'seal'; eventId: string; subject: string } | { do: 'erase'; subject: string };

const say = (answer: unknown): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);
let vault: Awaited<ReturnType<typeof openVault>> | undefined;

const obey = async (order: Order): Promise<unknown> => {
  if (order.do === 'open') vault = await openVault({ keysDir: order.keysDir });
  else if (order.do === 'seal') return { ...order, sealed: await vault!.sealData(order.eventId, { note: clear(order.eventId, order.subject) }) };
  else await vault!.eraseSubject(order.subject);
  return order;
};

say({ do: 'ready' });
for await (const line of createInterface({ input: process.stdin })) {
  const orders = JSON.parse(line) as Order[];
  // In order, one after the other: what was said is done, what was not may be half done.
  for (const order of orders) say(await obey(order).catch((error: unknown) => ({ ...order, refused: error instanceof Error && 'code' in error ? error.code : String(error) })));
}
