import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the provider does wrong at the next sign-in. */
export type Mischief = {
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Claims put in place of those that fit. */
  readonly idToken?: Readonly<Record<string, unknown>>;
  readonly state?: string;
  readonly iss?: string;
  readonly error?: string;
  /** Signs by a key that nobody published. */
  readonly foreignKey?: boolean;
};

/** A small OpenID provider over real HTTP: discovery, keys, consent without a question, code for token with PKCE. */
export type OidcProvider = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string; next(mischief: Mischief): void; stop(): Promise<void> };

type Issued = { readonly nonce: string; readonly challenge: string; readonly redirectUri: string; readonly mischief: Mischief };

const CLIENT = { clientId: 'liuhen', clientSecret: 'a secret of the provider' } as const;
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Starts the provider on a free port; `next` says how the next sign-in goes. */
export async function startOidcProvider(): Promise<OidcProvider> {
  const codes = new Map<string, Issued>();
  let mischief: Mischief = {};
  const server: Server = createServer((request, response) => {
    void answer(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname === '/.well-known/openid-configuration') return json(response, discovery(issuer));
    if (url.pathname === '/jwks') return json(response, { keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] });
    if (url.pathname === '/authorize') return authorise(url, response);
    if (url.pathname === '/token') return token(new URLSearchParams(await bodyOf(request)), response);
    response.writeHead(404).end();
  }

  function authorise({ searchParams: asked }: URL, response: ServerResponse): void {
    const back = new URL(asked.get('redirect_uri') ?? issuer);
    if (mischief.error === undefined) {
      const code = randomUUID();
      codes.set(code, { nonce: asked.get('nonce') ?? '', challenge: asked.get('code_challenge') ?? '', redirectUri: back.href, mischief });
      back.searchParams.set('code', code);
    } else {
      back.searchParams.set('error', mischief.error);
    }
    back.searchParams.set('state', mischief.state ?? asked.get('state') ?? '');
    back.searchParams.set('iss', mischief.iss ?? issuer);
    mischief = {};
    response.writeHead(302, { location: back.href }).end();
  }

  function token(sent: URLSearchParams, response: ServerResponse): void {
    const issued = codes.get(sent.get('code') ?? '');
    codes.delete(sent.get('code') ?? '');
    const challenge = createHash('sha256').update(sent.get('code_verifier') ?? '').digest('base64url');
    const fits = issued?.challenge === challenge && issued.redirectUri === sent.get('redirect_uri') && sent.get('client_id') === CLIENT.clientId && sent.get('client_secret') === CLIENT.clientSecret;
    if (!fits) return json(response, { error: 'invalid_grant' }, 400);
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, sub: 'someone', aud: CLIENT.clientId, iat: now, exp: now + 300, nonce: issued.nonce, ...issued.mischief.claims, ...issued.mischief.idToken };
    const text = `${base64({ alg: 'RS256', kid: 'one' })}.${base64(claims)}`;
    const signature = createSign('RSA-SHA256').update(text).sign(issued.mischief.foreignKey ? foreign.privateKey : pair.privateKey, 'base64url');
    return json(response, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: `${text}.${signature}` });
  }

  return {
    issuer,
    ...CLIENT,
    next(asked) {
      mischief = asked;
    },
    stop: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

const discovery = (issuer: string): object => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['client_secret_post'],
  authorization_response_iss_parameter_supported: true,
});

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
