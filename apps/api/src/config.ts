import { readFileSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { assertNetworks } from '#telemetry';
import { z } from 'zod';

const url = (...schemes: readonly string[]) => z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)), { message: `must be a URL beginning with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}` });

const networks = z.string().transform((list, context) => {
  const all = list.split(',').map((one) => one.trim()).filter((one) => one !== '');
  try {
    assertNetworks(all);
  } catch {
    context.addIssue('must be addresses or networks such as 10.0.0.0/8, separated by commas');
  }
  return all;
});

/** Settings that may stand in a file instead, named by `<NAME>_FILE`: what a secret store mounts, and no list of processes shows. */
export const SECRETS = ['DATABASE_URL', 'EVENT_STORE_URL', 'REDIS_URL', 'OIDC_CLIENT_SECRET', 'DEMO_PASSWORD', 'METRICS_TOKEN', 'SMTP_URL'] as const;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

const environment = z.object({
  DATABASE_URL: url('postgres', 'postgresql'),
  EVENT_STORE_URL: url('esdb', 'esdb+discover', 'kurrentdb').optional(),
  REDIS_URL: url('redis', 'rediss').optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  PUBLIC_URL: url('http', 'https').optional(),
  TRUST_PROXY: z.string().optional(),
  OIDC_ISSUER: url('https', 'http').refine((text) => !text.startsWith('http:') || (URL.canParse(text) && LOOPBACK.has(new URL(text).hostname)), { message: 'must be a URL beginning with https:// (http:// only on this machine)' }).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  SMTP_URL: url('smtp', 'smtps').optional(),
  MAIL_FROM: z.string().max(300).regex(/^[^\s@<>]+@[^\s@<>]+$|^[^<>\r\n]* <[^\s@<>]+@[^\s@<>]+>$/, 'must be an address, or a name and <an address>').optional(),
  OIDC_ACCOUNT_CLAIM: z.string().regex(/^[A-Za-z][\w:./-]{0,99}$/, 'must be the name of a claim').default('preferred_username'),
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(1).max(1440).default(30),
  SESSION_ABSOLUTE_HOURS: z.coerce.number().int().min(1).max(168).default(12),
  SIGN_IN_FAILURES: z.coerce.number().int().min(2).max(100).default(5),
  SIGN_IN_ADDRESS_FAILURES: z.coerce.number().int().min(5).max(10_000).default(50),
  SIGN_IN_LOCK_MINUTES: z.coerce.number().int().min(1).max(1440).default(15),
  DATA_DIR: z.string().default('data'),
  KEYS_DIR: z.string().default('keys'),
  DEMO_PASSWORD: z.string().min(10, 'must have at least 10 characters').max(200).optional(),
  WEB_ROOT: z.string().default('dist/apps/web'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  METRICS_ALLOW: networks.optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http', 'https').optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
});

/** Every variable a process reads. */
export const VARIABLES: readonly string[] = [...Object.keys(environment.shape), ...SECRETS.map((name) => `${name}_FILE`)];

/** What a process is told by its environment; directories are absolute. */
export type Config = {
  readonly databaseUrl: string;
  readonly eventStoreUrl?: string;
  readonly redisUrl?: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl?: string;
  /** Addresses of the proxies in front, comma-separated, whose `X-Forwarded-For` is believed. */
  readonly trustProxy?: string;
  /** The mail server, and the address notices are sent from; no mail is sent without. */
  readonly mail?: { readonly url: string; readonly from: string };
  readonly oidc?: { readonly issuer: string; readonly clientId: string; readonly clientSecret?: string; readonly accountClaim: string };
  /** How long a session lives, without a request and at most, and when failed sign-ins lock an account or an address. */
  readonly signIn: { readonly idleMinutes: number; readonly absoluteHours: number; readonly failures: number; readonly addressFailures: number; readonly lockedMinutes: number };
  readonly dataDir: string;
  readonly keysDir: string;
  readonly demoPassword?: string;
  /** The directory of the web build; nothing is served when it is not there. */
  readonly webRoot: string;
  readonly logLevel: z.infer<typeof environment>['LOG_LEVEL'];
  /** Who may read `/metrics`, and where a process that serves nobody else answers it. */
  readonly metrics: { readonly port?: number; readonly host: string; readonly allow?: readonly string[]; readonly token?: string };
  /** Whether traces leave the process (to `OTEL_EXPORTER_OTLP_ENDPOINT`), and which share of them. */
  readonly traces?: { readonly ratio: number };
};

/** The environment cannot be used; the message names each variable and what is wrong with it, never its value. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
}

/**
 * Reads the configuration of DESIGN 9; a variable that is set to nothing counts as unset, and a secret may stand in the
 * file that `<NAME>_FILE` names. Throws `InvalidConfig`.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = withFiles(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== '')));
  const parsed = environment.safeParse(set);
  if (!parsed.success) throw new InvalidConfig(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${set[String(path[0])] === undefined ? 'is not set' : message}`).join('; '));
  const e = parsed.data;
  const [dataDir, keysDir] = [resolve(e.DATA_DIR), resolve(e.KEYS_DIR)];
  if (contains(dataDir, keysDir) || contains(keysDir, dataDir)) throw new InvalidConfig('KEYS_DIR: must lie apart from DATA_DIR, so that no copy of one holds the other');
  if ((e.OIDC_ISSUER === undefined) !== (e.OIDC_CLIENT_ID === undefined)) throw new InvalidConfig(`${e.OIDC_ISSUER === undefined ? 'OIDC_ISSUER' : 'OIDC_CLIENT_ID'}: is not set, but its counterpart is`);
  if ((e.SMTP_URL === undefined) !== (e.MAIL_FROM === undefined)) throw new InvalidConfig(`${e.SMTP_URL === undefined ? 'SMTP_URL' : 'MAIL_FROM'}: is not set, but its counterpart is`);
  if (e.OIDC_ISSUER !== undefined && e.PUBLIC_URL === undefined) throw new InvalidConfig('PUBLIC_URL: is not set, but OIDC_ISSUER is: the identity provider sends people back to it');
  if (e.SESSION_IDLE_MINUTES > e.SESSION_ABSOLUTE_HOURS * 60) throw new InvalidConfig('SESSION_IDLE_MINUTES: must not be longer than SESSION_ABSOLUTE_HOURS');
  return {
    databaseUrl: e.DATABASE_URL,
    eventStoreUrl: e.EVENT_STORE_URL,
    redisUrl: e.REDIS_URL,
    host: e.HOST,
    port: e.PORT,
    publicUrl: e.PUBLIC_URL,
    trustProxy: e.TRUST_PROXY,
    oidc: e.OIDC_ISSUER !== undefined && e.OIDC_CLIENT_ID !== undefined ? { issuer: e.OIDC_ISSUER, clientId: e.OIDC_CLIENT_ID, clientSecret: e.OIDC_CLIENT_SECRET, accountClaim: e.OIDC_ACCOUNT_CLAIM } : undefined,
    signIn: { idleMinutes: e.SESSION_IDLE_MINUTES, absoluteHours: e.SESSION_ABSOLUTE_HOURS, failures: e.SIGN_IN_FAILURES, addressFailures: e.SIGN_IN_ADDRESS_FAILURES, lockedMinutes: e.SIGN_IN_LOCK_MINUTES },
    mail: e.SMTP_URL !== undefined && e.MAIL_FROM !== undefined ? { url: e.SMTP_URL, from: e.MAIL_FROM } : undefined,
    dataDir,
    keysDir,
    demoPassword: e.DEMO_PASSWORD,
    webRoot: resolve(e.WEB_ROOT),
    logLevel: e.LOG_LEVEL,
    metrics: { port: e.METRICS_PORT, host: e.METRICS_HOST, allow: e.METRICS_ALLOW, token: e.METRICS_TOKEN },
    traces: e.OTEL_EXPORTER_OTLP_ENDPOINT === undefined ? undefined : { ratio: e.OTEL_TRACES_SAMPLER_ARG },
  };
}

function withFiles(set: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const read = SECRETS.flatMap((name) => {
    const file = set[`${name}_FILE`];
    if (file === undefined) return [];
    if (set[name] !== undefined) throw new InvalidConfig(`${name}: is set, and so is ${name}_FILE; keep one of them`);
    return [[name, contentOf(`${name}_FILE`, file)]];
  });
  return { ...set, ...(Object.fromEntries(read) as Record<string, string>) };
}

/** The text of a secret's file without the newline an editor leaves at its end. */
function contentOf(variable: string, file: string): string {
  try {
    const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (text !== '') return text;
  } catch (error) {
    throw new InvalidConfig(`${variable}: its file cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  throw new InvalidConfig(`${variable}: its file is empty`);
}

function contains(outer: string, inner: string): boolean {
  const path = relative(outer, inner);
  return path === '' || (!path.startsWith('..') && !isAbsolute(path));
}
