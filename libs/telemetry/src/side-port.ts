import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mayScrape, type Scraping } from './scraping.ts';

/** What a process that serves nobody answers beside its work: health to everybody who reaches the port, metrics to those who may. */
export type SidePortOptions = {
  readonly host: string;
  readonly port: number;
  readonly scraping: Scraping;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
  /** The answer of `/health/ready`; 503 when its status is `unavailable`. */
  readonly ready: () => Promise<{ readonly status: string }>;
};

/** Opens the port; port 0 takes a free one. */
export async function openSidePort({ host, port, scraping, metrics, ready }: SidePortOptions): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    const answers: Readonly<Record<string, () => Promise<void>>> = {
      '/health/live': async () => json(response, 200, { status: 'ok' }),
      '/health/ready': async () => {
        const answer = await ready();
        json(response, answer.status === 'unavailable' ? 503 : 200, answer);
      },
      '/metrics': async () => {
        if (!mayScrape({ remoteAddress: request.socket.remoteAddress, headers: request.headers }, scraping)) return json(response, 404, { status: 'unknown' });
        end(response, 200, metrics.contentType, await metrics.text());
      },
    };
    const answer = request.method === 'GET' ? answers[path ?? ''] : undefined;
    if (!answer) return json(response, 404, { status: 'unknown' });
    answer().catch(() => json(response, 503, { status: 'unavailable' }));
  });
  await listen(server, host, port);
  const { address, family, port: taken } = server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return { url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`, close };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function json(response: ServerResponse, status: number, body: object): void {
  end(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.headersSent) return void response.end();
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).end(body);
}
