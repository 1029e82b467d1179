import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

/** A request as it arrived. */
export type Received = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string };
type Answer = { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | Buffer; readonly silent?: boolean };

/** Whoever takes webhooks on this machine; `answers` are given in turn, the last one from then on. */
export type Receiver = { readonly url: string; readonly port: number; readonly received: Received[]; answers: Answer[]; close(): Promise<void> };

/** Starts a receiver that says 200 and `{"errcode":0,"code":0}`, as robots do, unless it is told otherwise. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const receiver = { answers: [{ body: '{"errcode":0,"code":0}' }] as Answer[] };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      const { status = 200, headers = {}, body = '', silent = false } = (receiver.answers.length > 1 ? receiver.answers.shift() : receiver.answers[0]) ?? {};
      if (!silent) response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return Object.assign(receiver, { url: `http://127.0.0.1:${port}`, port, received, close });
}

/** A mail as it arrived: envelope, header fields by lower-case name, and what it says, decoded. */
export type Mail = { readonly from: string; readonly to: readonly string[]; readonly headers: Readonly<Record<string, string>>; readonly text: string };

/** A mail server on this machine; `refusals` are given to the next mails instead of taking them. */
export type MailServer = { readonly url: string; readonly mails: Mail[]; readonly refusals: string[]; close(): Promise<void> };

/** Starts a server that speaks as much of SMTP (RFC 5321) as a client needs to hand mails over. */
export async function startMailServer(): Promise<MailServer> {
  const mails: Mail[] = [];
  const refusals: string[] = [];
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    serve(socket, mails, refusals);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> => new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, mails, refusals, close };
}

function serve(socket: Socket, mails: Mail[], refusals: string[]): void {
  let [buffer, from, to, inData] = ['', '', [] as string[], false];
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const address = (line: string): string => /<(.*?)>/.exec(line)?.[1] ?? '';
  const heard = (line: string): void => {
    if (/^(EHLO|HELO)/i.test(line)) return say('250 localhost');
    if (/^MAIL/i.test(line)) [from, to] = [address(line), []];
    if (/^RCPT/i.test(line)) to.push(address(line));
    if (/^DATA/i.test(line)) {
      const refusal = refusals.shift();
      if (refusal !== undefined) return say(refusal);
      inData = true;
      return say('354 go on');
    }
    say(/^QUIT/i.test(line) ? '221 bye' : '250 ok');
  };
  say('220 localhost');
  socket.on('data', (chunk: Buffer) => {
    buffer += chunk.toString('latin1');
    for (;;) {
      const end = buffer.indexOf(inData ? '\r\n.\r\n' : '\r\n');
      if (end === -1) return;
      const part = buffer.slice(0, end);
      buffer = buffer.slice(end + (inData ? 5 : 2));
      if (!inData) {
        heard(part);
        continue;
      }
      mails.push({ from, to, ...parsed(part) });
      inData = false;
      say('250 taken');
    }
  });
}

function parsed(source: string): Pick<Mail, 'headers' | 'text'> {
  const cut = source.indexOf('\r\n\r\n');
  const fields = source.slice(0, cut).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = Object.fromEntries(fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), decodedWords(field.slice(field.indexOf(':') + 1).trim())]));
  const body = source.slice(cut + 4);
  const encoding = headers['content-transfer-encoding']?.toLowerCase();
  const bytes = encoding === 'base64' ? Buffer.from(body, 'base64') : Buffer.from(encoding === 'quoted-printable' ? unquoted(body) : body, 'latin1');
  return { headers, text: bytes.toString('utf8').replaceAll('\r\n', '\n').trimEnd() };
}

const unquoted = (text: string): string => text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** Words of a header in another character set (RFC 2047); white space between two of them belongs to neither. */
function decodedWords(text: string): string {
  const joined = text.replace(/\?=\s+=\?/g, '?==?');
  return joined.replace(/=\?utf-8\?([bq])\?(.*?)\?=/gi, (_, how: string, word: string) => (how.toLowerCase() === 'b' ? Buffer.from(word, 'base64') : Buffer.from(unquoted(word.replaceAll('_', ' ')), 'latin1')).toString('utf8'));
}
