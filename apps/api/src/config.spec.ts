import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';

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
    [{ DATABASE_URL, DATA_DIR: '/srv/liuhen', KEYS_DIR: '/srv/liuhen/keys' }, 'KEYS_DIR: '],
    [{ DATABASE_URL, DATA_DIR: '/srv/liuhen', KEYS_DIR: '/srv/liuhen' }, 'KEYS_DIR: '],
    [{ DATABASE_URL, DATA_DIR: '/srv/keys/data', KEYS_DIR: '/srv/keys' }, 'KEYS_DIR: '],
  ])('%j is refused with "%s"', (env, message) => {
    expect(() => readConfig(env)).toThrow(message);
  });

  it('never repeats a value in its errors', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://u:s3cret@localhost' })).toThrow(expect.objectContaining({ message: expect.not.stringContaining('s3cret') }));
  });
});
