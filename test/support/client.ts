/** What came back over HTTP: `code` of a problem document, `etag` for the next `ifMatch`, the body parsed when it is JSON. */
export type Reply = {
  readonly status: number;
  readonly code: string | undefined;
  readonly etag: string;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
};

/** What a POST may carry besides its body. */
export type Sending = { readonly ifMatch?: string; readonly key?: string; readonly correlation?: string; readonly headers?: Readonly<Record<string, string>> };

/** Somebody with an account; signs in with the first request. Paths are below `/api/v1`. */
export type Client = {
  readonly account: string;
  cookie(): Promise<string>;
  get(path: string): Promise<Reply>;
  post(path: string, body: unknown, sending?: Sending): Promise<Reply>;
  /** Posts at the revision that `GET read` shows now. */
  postAt(read: string, path: string, body: unknown, sending?: Sending): Promise<Reply>;
  upload(name: string, content: string): Promise<Reply>;
};

let keys = 0;

/** A key that no other request of this process has. */
export const freshKey = (): string => `journey-${process.pid}-${++keys}`;

/** One request over real HTTP, to an address that may change between requests. */
export async function send(url: string, path: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(`${url}${path}`, init);
  const text = await response.text();
  const body = /json/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, code: body['code'] as string | undefined, etag: response.headers.get('etag') ?? '', headers: response.headers, text, body };
}

/** How a client may differ from an ordinary one: a session it shares with another client, and how long it waits for an answer. */
export type ClientOptions = { readonly cookie?: () => Promise<string>; readonly patienceMs?: number };

/** A client of an account; `urlOf` is asked anew for every request, because a restarted process has another port. */
export function clientOf(urlOf: () => string, account: string, password: string, { cookie: shared, patienceMs }: ClientOptions = {}): Client {
  let signedIn: Promise<string> | undefined;
  const cookie = shared ?? ((): Promise<string> => (signedIn ??= signIn(urlOf(), account, password)));
  const patience = (): RequestInit => (patienceMs === undefined ? {} : { signal: AbortSignal.timeout(patienceMs) });
  const post = async (path: string, content: string, { ifMatch, key = freshKey(), correlation, headers }: Sending & { headers: Record<string, string> }): Promise<Reply> =>
    send(urlOf(), `/api/v1${path}`, {
      ...patience(),
      method: 'POST',
      body: content,
      headers: { cookie: await cookie(), 'idempotency-key': key, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }), ...(correlation === undefined ? {} : { 'x-correlation-id': correlation }), ...headers },
    });
  const client: Client = {
    account,
    cookie,
    get: async (path) => send(urlOf(), `/api/v1${path}`, { ...patience(), headers: { cookie: await cookie() } }),
    post: (path, body, sending = {}) => post(path, JSON.stringify(body), { ...sending, headers: { 'content-type': 'application/json', ...sending.headers } }),
    postAt: async (read, path, body, sending = {}) => client.post(path, body, { ...sending, ifMatch: (await client.get(read)).etag }),
    upload: (name, content) => post('/documents', content, { headers: { 'content-type': 'text/plain', 'x-file-name': encodeURIComponent(name) } }),
  };
  return client;
}

async function signIn(url: string, account: string, password: string): Promise<string> {
  const reply = await send(url, '/api/v1/session', { method: 'POST', body: JSON.stringify({ account, password }), headers: { 'content-type': 'application/json' } });
  const cookie = reply.headers.get('set-cookie')?.split(';', 1)[0];
  if (reply.status !== 201 || cookie === undefined) throw new Error(`${account} could not sign in: ${reply.status} ${reply.text}`);
  return cookie;
}
