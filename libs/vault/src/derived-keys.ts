import { createHmac, hkdfSync } from 'node:crypto';
import { VaultFault } from './faults.ts';
import { assertWellFormed } from './sealed.ts';

/** What a blind index can look up. */
export type IndexKind = 'phone' | 'email' | 'id-number';

/** Keyed digests: equal values meet, and nobody without the master key can try values out. */
export type Keyed = {
  /** HMAC-SHA-256 (base64url, 43 characters) of the normalised value; refuses one that normalises to nothing (`vault.value-empty`). */
  blindIndex(kind: IndexKind, value: string): string;
  /** HMAC-SHA-256 (base64url, 43 characters) of a request's canonical body, for the idempotency key beside it. */
  requestDigest(canonicalBody: string): string;
};

/** A 32-byte key for one purpose, by HKDF-SHA-256 (RFC 5869) from the master key. */
export const derive = (master: Buffer, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', master, '', `liuhen/vault/${purpose}/1`, 32));

/** A phone number as digits: full-width folded, 86 and the trunk 0 stripped; other countries keep `+` and their code. */
export const normalisePhone = (value: string): string => {
  const dialled = value.normalize('NFKC').replace(/[^\d+]/g, '').replace(/^00/, '+');
  const international = dialled.startsWith('+') && !dialled.startsWith('+86');
  const digits = dialled.replaceAll('+', '');
  if (international) return digits && `+${digits}`;
  const national = dialled.startsWith('+86') || /^861[3-9]\d{9}$/.test(digits) ? digits.slice(2) : digits;
  return national.replace(/^0/, '');
};

const normalise: Record<IndexKind, (value: string) => string> = {
  phone: normalisePhone,
  email: (value) => value.normalize('NFKC').trim().toLowerCase(),
  'id-number': (value) => value.normalize('NFKC').replace(/\s/g, '').toUpperCase(),
};

/** The keyed digests under a 32-byte master key, a key of its own for each kind. */
export const derivedKeys = (master: Buffer): Keyed => {
  const kinds: readonly IndexKind[] = ['phone', 'email', 'id-number'];
  const indexKeys = new Map(kinds.map((kind) => [kind, derive(master, `blind-index/${kind}`)]));
  const requestKey = derive(master, 'request-digest');
  const hmac = (key: Buffer, text: string): string => {
    assertWellFormed(text, 'the text to digest');
    return createHmac('sha256', key).update(text).digest('base64url');
  };
  return {
    blindIndex: (kind, value) => {
      const normal = normalise[kind](value);
      if (normal === '') throw new VaultFault('vault.value-empty', `nothing of the ${kind} is left to look up`);
      return hmac(indexKeys.get(kind)!, normal);
    },
    requestDigest: (canonicalBody) => hmac(requestKey, canonicalBody),
  };
};
