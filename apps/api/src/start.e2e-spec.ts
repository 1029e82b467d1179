import { describe, expect, it, jest } from '@jest/globals';
import { runApi } from '../../../test/support/api.ts';

jest.setTimeout(60_000);

describe('the API', () => {
  it('does not start without a database, and names the variable', async () => {
    const { listening, ended, logged } = runApi({ KEYS_DIR: '/tmp/liuhen-no-keys' });
    await expect(listening).rejects.toThrow('DATABASE_URL: is not set');
    expect(await ended).toBe(1);
    expect(logged.join('')).not.toMatch(/\n\s+at /);
  });
});
