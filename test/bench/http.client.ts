import { connect, type Socket } from 'node:net';

/** What came back: the status and the body as text. */
export type Reply = { readonly status: number; readonly body: string };

/** One kept-alive connection that sends one request at a time: what a client costs is taken from the same two cores, so it does as little as it can. */
export type Connection = { send(method: 'GET' | 'POST', path: string, headers?: Readonly<Record<string, string>>, body?: unknown): Promise<Reply>; close(): void };

/** Opens a connection to `http://host:port`. Answers must carry a content-length, or no body. */
export async function openConnection(url: string): Promise<Connection> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const replies = repliesOf(socket);
  return {
    send(method, path, headers = {}, body) {
      const text = body === undefined ? '' : JSON.stringify(body);
      const lines = Object.entries({ host, ...(text ? { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) } : {}), ...headers });
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${text}`);
      return replies.next();
    },
    close: () => socket.destroy(),
  };
}

function repliesOf(socket: Socket): { next(): Promise<Reply> } {
  let waiting: { resolve(reply: Reply): void; reject(error: Error): void } | undefined;
  let received = Buffer.alloc(0);
  const fail = (error: Error): void => waiting?.reject(error);
  socket.on('error', fail).on('close', () => fail(new Error('the server closed the connection')));
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const end = received.indexOf('\r\n\r\n');
    if (end === -1) return;
    const head = received.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    const reply = { status: Number(head.slice(9, 12)), body: received.toString('utf8', end + 4, end + 4 + length) };
    received = received.subarray(end + 4 + length);
    waiting?.resolve(reply);
  });
  return { next: () => new Promise((resolve, reject) => { waiting = { resolve, reject }; }) };
}
