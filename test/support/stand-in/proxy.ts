import { createServer, connect, type Socket, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A TCP proxy that keeps its port: what a network and a restarting server do to a connection. */
export class Proxy {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;
  private silent = false;
  private deaf = false;

  constructor(
    private readonly target: number,
    private readonly host = '127.0.0.1',
  ) {}

  async listen(): Promise<number> {
    const server = createServer((socket) => this.join(socket));
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    return this.port;
  }

  /** Cuts every connection at once. */
  reset(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
    this.sockets.clear();
  }

  /** Lets requests through and no answers for a while, then cuts every connection. */
  async loseAnswers(ms: number): Promise<void> {
    this.deaf = true;
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.deaf = false;
    this.reset();
  }

  /** Lets nothing through for a while, and cuts nothing: packets are lost. */
  async silence(ms: number): Promise<void> {
    this.silent = true;
    for (const socket of this.sockets) socket.pause();
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.silent = false;
    for (const socket of this.sockets) socket.resume();
  }

  /** Refuses connections until `listen`. */
  async close(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    this.reset();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  private join(socket: Socket): void {
    const other = connect(this.target, this.host);
    for (const [one, two] of [[socket, other], [other, socket]] as const) {
      this.sockets.add(one);
      one.setNoDelay(true);
      one.on('data', (chunk: Buffer) => void ((this.deaf && two === socket) || two.write(chunk) || (one.pause(), two.once('drain', () => this.silent || one.resume()))));
      one.on('error', () => two.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        two.destroy();
      });
    }
    if (this.silent) for (const one of [socket, other]) one.pause();
  }
}
