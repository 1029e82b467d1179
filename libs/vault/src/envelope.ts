import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;
const BLOCK = 32;

/** Bytes that encryption adds to a plaintext: the nonce before it and the tag behind. */
export const OVERHEAD = NONCE + TAG;

let pool = Buffer.alloc(0);
let used = 0;

/** Cryptographically random bytes, drawn from the system in large portions because a call costs far more than a byte. */
export const random = (length: number): Buffer => {
  if (used + length > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(4096));
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + length));
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
};

/** AES-256-GCM (NIST SP 800-38D) under a random 96-bit nonce; answers nonce, ciphertext and tag in one buffer. */
export const encrypt = (key: KeyObject | Buffer, plain: Buffer, additional: string): Buffer => {
  const nonce = random(NONCE);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(additional));
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, body, cipher.getAuthTag()]);
};

/** The plaintext of {@link encrypt}; undefined when key, additional data or any bit differs. */
export const decrypt = (key: KeyObject | Buffer, box: Buffer, additional: string): Buffer | undefined => {
  if (box.length < OVERHEAD) return undefined;
  const end = box.length - TAG;
  const decipher = createDecipheriv(ALGORITHM, key, box.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(additional));
  decipher.setAuthTag(box.subarray(end));
  const plain = decipher.update(box.subarray(NONCE, end));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plain;
};

/** UTF-8 padded to a multiple of 32 bytes by 0x80 and zeros (ISO/IEC 7816-4), so that a length does not outlive erasure. */
export const pad = (text: string): Buffer => {
  const length = Buffer.byteLength(text);
  const padded = Buffer.alloc((Math.floor(length / BLOCK) + 1) * BLOCK);
  padded.write(text);
  padded[length] = 0x80;
  return padded;
};

/** The text that {@link pad} padded. */
export const unpad = (padded: Buffer): string => {
  let end = padded.length - 1;
  while (padded[end] === 0) end -= 1;
  return padded.toString('utf8', 0, end);
};
