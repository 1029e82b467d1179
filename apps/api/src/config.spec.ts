import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig, SECRETS } from './config.ts';

const DATABASE_URL = 'postgres://u:s3cret@localhost/liuhen';

describe('the configuration', () => {
  it('needs a database and has a default for everything else', () => {
    expect(readConfig({ DATABASE_URL, PUBLIC_URL: '' })).toMatchObject({ host: '127.0.0.1', port: 3000, publicUrl: undefined, logLevel: 'info' });
  });

  it.each([
    [{}, 'DATABASE_URL: is not set'],
    [{ DATABASE_URL: 'mysql://u:s3cret@localhost' }, 'DATABASE_URL: must be a URL'],
    [{ DATABASE_URL, PORT: 'http' }, 'PORT: '],
    [{ DATABASE_URL, PORT: '70000' }, 'PORT: '],
    [{ DATABASE_URL, PUBLIC_URL: 'liuhen.example' }, 'PUBLIC_URL: '],
    [{ DATABASE_URL, EVENT_STORE_URL: 'http://localhost:2113' }, 'EVENT_STORE_URL: '],
    [{ DATABASE_URL, DEMO_PASSWORD: 'short' }, 'DEMO_PASSWORD: '],
    [{ DATABASE_URL, OIDC_ISSUER: 'https://id.example' }, 'OIDC_CLIENT_ID: '],
    [{ DATABASE_URL, OIDC_ISSUER: 'http://id.example', OIDC_CLIENT_ID: 'liuhen' }, 'OIDC_ISSUER: must be a URL beginning with https://'],
    [{ DATABASE_URL, OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'liuhen' }, 'PUBLIC_URL: is not set'],
    [{ DATABASE_URL, OIDC_ACCOUNT_CLAIM: '7 up' }, 'OIDC_ACCOUNT_CLAIM: '],
    [{ DATABASE_URL, SESSION_IDLE_MINUTES: '0' }, 'SESSION_IDLE_MINUTES: '],
    [{ DATABASE_URL, SESSION_ABSOLUTE_HOURS: '1000' }, 'SESSION_ABSOLUTE_HOURS: '],
    [{ DATABASE_URL, SESSION_IDLE_MINUTES: '90', SESSION_ABSOLUTE_HOURS: '1' }, 'SESSION_IDLE_MINUTES: must not be longer'],
    [{ DATABASE_URL, SIGN_IN_FAILURES: '1' }, 'SIGN_IN_FAILURES: '],
    [{ DATABASE_URL, SIGN_IN_LOCK_MINUTES: 'soon' }, 'SIGN_IN_LOCK_MINUTES: '],
    [{ DATABASE_URL, METRICS_ALLOW: '10.0.0.0/8, the office' }, 'METRICS_ALLOW: must be addresses or networks'],
    [{ DATABASE_URL, METRICS_TOKEN: 'short' }, 'METRICS_TOKEN: must have at least 16'],
    [{ DATABASE_URL, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT: must be a URL'],
    [{ DATABASE_URL, OTEL_TRACES_SAMPLER_ARG: '2' }, 'OTEL_TRACES_SAMPLER_ARG: '],
    [{ DATABASE_URL, DATA_DIR: '/srv/liuhen', KEYS_DIR: '/srv/liuhen/keys' }, 'KEYS_DIR: '],
    [{ DATABASE_URL, DATA_DIR: '/srv/liuhen', KEYS_DIR: '/srv/liuhen' }, 'KEYS_DIR: '],
    [{ DATABASE_URL, DATA_DIR: '/srv/keys/data', KEYS_DIR: '/srv/keys' }, 'KEYS_DIR: '],
  ])('%j is refused with "%s"', (env, message) => {
    expect(() => readConfig(env)).toThrow(message);
  });

  it('lets a session rest half an hour and live half a day, and locks after five failures, unless told otherwise', () => {
    expect(readConfig({ DATABASE_URL }).signIn).toEqual({ idleMinutes: 30, absoluteHours: 12, failures: 5, addressFailures: 50, lockedMinutes: 15 });
    expect(readConfig({ DATABASE_URL, SESSION_IDLE_MINUTES: '10', SIGN_IN_FAILURES: '3' }).signIn).toMatchObject({ idleMinutes: 10, failures: 3 });
  });

  it('never repeats a value in its errors', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://u:s3cret@localhost' })).toThrow(expect.objectContaining({ message: expect.not.stringContaining('s3cret') }));
  });

  it('keeps metrics to this machine and traces to itself unless told otherwise', () => {
    expect(readConfig({ DATABASE_URL })).toMatchObject({ metrics: { port: undefined, host: '127.0.0.1', allow: undefined, token: undefined }, traces: undefined });
    expect(readConfig({ DATABASE_URL, METRICS_ALLOW: '10.0.0.0/8, ::1', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' })).toMatchObject({ metrics: { allow: ['10.0.0.0/8', '::1'] }, traces: { ratio: 1 } });
  });
});

describe('a secret', () => {
  const directory = mkdtempSync(join(tmpdir(), 'liuhen-secrets-'));
  const fileOf = (content: string): string => {
    const file = join(directory, `secret-${Math.random()}`);
    writeFileSync(file, content);
    return file;
  };

  it('may stand in a file, whose last newline does not count', () => {
    const config = readConfig({ DATABASE_URL_FILE: fileOf(`${DATABASE_URL}\n`), METRICS_TOKEN_FILE: fileOf('a token of some length\r\n') });
    expect(config).toMatchObject({ databaseUrl: DATABASE_URL, metrics: { token: 'a token of some length' } });
  });

  it.each(SECRETS)('%s: what stands in its file is checked as if it were set, and never repeated', (name) => {
    const told = (): unknown => readConfig({ ...(name === 'DATABASE_URL' ? {} : { DATABASE_URL }), OIDC_ISSUER: 'not a url', [`${name}_FILE`]: fileOf('s3cret\n') });
    expect(told).toThrow(name === 'OIDC_CLIENT_SECRET' ? 'OIDC_ISSUER: ' : `${name}: `);
    expect(told).toThrow(expect.objectContaining({ message: expect.not.stringContaining('s3cret') }));
  });

  it('is refused when its file is away or empty, or when it is set as well', () => {
    expect(() => readConfig({ DATABASE_URL_FILE: join(directory, 'none') })).toThrow('DATABASE_URL_FILE: its file cannot be read (ENOENT)');
    expect(() => readConfig({ DATABASE_URL_FILE: fileOf('\n') })).toThrow('DATABASE_URL_FILE: its file is empty');
    expect(() => readConfig({ DATABASE_URL, DATABASE_URL_FILE: fileOf(DATABASE_URL) })).toThrow('DATABASE_URL: is set, and so is DATABASE_URL_FILE');
  });
});
