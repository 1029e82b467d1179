import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AddressRefused, type OutsideOptions, outsideUrl, type Resolve, resolveOutside } from './outside-address.ts';

/** What is posted: a body as it is signed, and headers beside the ones of every request. */
export type Posting = { readonly url: string; readonly body: string; readonly headers?: Readonly<Record<string, string>> };

/** What came back: the status, and the body cut to its limit. */
export type Posted = { readonly status: number; readonly body: string };

export type OutsideRequestOptions = OutsideOptions & { readonly resolve?: Resolve; readonly timeoutMs?: number; readonly answerLimit?: number };

const TIMEOUT_MS = 8_000;
const ANSWER_LIMIT = 64 * 1024;

/**
 * Posts to addresses that people have typed in. A name is resolved once and the connection goes to the address that was
 * checked; redirects are not followed, an answer is read up to 64 KB, and all of it ends after 8 s.
 */
export class OutsideRequests {
  constructor(private readonly options: OutsideRequestOptions = {}) {}

  /** Whether such a URL could be called; throws `AddressRefused`. */
  check(url: string): URL {
    return outsideUrl(url, this.options);
  }

  /** Posts, and answers what came back whatever the status; throws `AddressRefused`, or what the network says. */
  async post({ url: text, body, headers = {} }: Posting): Promise<Posted> {
    const url = this.check(text);
    const { timeoutMs = TIMEOUT_MS } = this.options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })), timeoutMs);
    });
    const stop = new AbortController();
    try {
      const to = await Promise.race([resolveOutside(url, this.options, this.options.resolve), late]);
      return await Promise.race([this.send(url, to, { body, headers }, stop.signal), late]);
    } finally {
      clearTimeout(timer);
      stop.abort();
    }
  }

  private send(url: URL, { address, family }: { address: string; family: number }, { body, headers }: Required<Omit<Posting, 'url'>>, signal: AbortSignal): Promise<Posted> {
    const limit = this.options.answerLimit ?? ANSWER_LIMIT;
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(
        url,
        {
          method: 'POST',
          // A kept connection would have been opened by a look-up of another moment.
          agent: false,
          signal,
          // Node asks for one address, or for all of them when it tries families side by side: it gets the one that was checked.
          lookup: (_host, options, done) => (typeof options === 'object' && options.all ? done(null, [{ address, family }]) : done(null, address, family)),
          headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'liuhen-notices/1', ...headers, 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          const status = response.statusCode ?? 0;
          if (status >= 300 && status < 400) {
            response.destroy();
            return reject(new AddressRefused('redirected'));
          }
          const chunks: Buffer[] = [];
          let size = 0;
          const answer = (): void => resolve({ status, body: Buffer.concat(chunks).toString('utf8').slice(0, limit) });
          response.on('data', (chunk: Buffer) => {
            chunks.push(chunk);
            size += chunk.length;
            if (size <= limit) return;
            answer();
            response.destroy();
          });
          response.on('end', answer);
          response.on('error', reject);
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }
}
