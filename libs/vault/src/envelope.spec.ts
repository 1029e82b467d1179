import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decrypt, encrypt, pad, random, unpad } from './envelope.ts';

describe('the envelope', () => {
  const key = createSecretKey(Buffer.alloc(32, 1));

  it('opens under the same key and context only', () => {
    const box = encrypt(key, Buffer.from('text'), 'here');
    expect(decrypt(key, box, 'here')?.toString()).toBe('text');
    expect(decrypt(key, box, 'there')).toBeUndefined();
    expect(decrypt(createSecretKey(Buffer.alloc(32, 2)), box, 'here')).toBeUndefined();
    expect(decrypt(key, box.subarray(0, 27), 'here')).toBeUndefined();
  });

  it('opens a box that another implementation of AES-256-GCM made', () => {
    // Made with Python's cryptography 38: key 32 × 03, nonce "nonce-no-004".
    const vector = Buffer.from('bm9uY2Utbm8tMDA0LtnsRzx0WoZLcR3jpcl8OG8qhs99dQ', 'base64url');
    expect(decrypt(createSecretKey(Buffer.alloc(32, 3)), vector, 'liuhen')?.toString()).toBe('留痕');
  });

  it('pads to 32 bytes and gives any text back', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
      expect(pad(text).length % 32).toBe(0);
      expect(pad(text).length).toBeGreaterThan(Buffer.byteLength(text));
      expect(unpad(pad(text))).toBe(text);
    }));
    expect(unpad(pad('ends in \0\0'))).toBe('ends in \0\0');
  });

  it('never hands out the same random bytes twice', () => {
    const drawn = Array.from({ length: 2000 }, () => random(12).toString('hex'));
    expect(new Set(drawn).size).toBe(2000);
  });
});
