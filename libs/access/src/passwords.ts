import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';

/** Argon2id with 19 MiB and 2 passes (OWASP Password Storage Cheat Sheet). */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The PHC text of a password under a random salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

let nobody: Promise<string> | undefined;

/** Whether the password is the hash's. Without a hash it takes as long and says no, so that time tells nothing of an account. */
export async function passwordFits(stored: string | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword(randomBytes(24).toString('base64'));
  const fits = await verify(stored ?? (await nobody), password.normalize('NFKC'));
  return stored !== undefined && fits;
}

/** A password nobody has chosen: 16 characters without look-alikes, some 92 bits. */
export function generatePassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679';
  const limit = 256 - (256 % alphabet.length);
  let password = '';
  while (password.length < 16) {
    for (const byte of randomBytes(32)) {
      if (byte < limit && password.length < 16) password += alphabet[byte % alphabet.length];
    }
  }
  return password;
}
