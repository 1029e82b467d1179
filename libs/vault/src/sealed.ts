import { z } from 'zod';
import { VaultFault } from './faults.ts';

const SUBJECT = /^(?:person|entry)-[0-9A-Za-z][0-9A-Za-z-]{0,63}$/;
const BASE64URL = /^[A-Za-z0-9_-]+$/;
const SLOT = /^[0-9a-f]{32}\/(?:0|[1-9]\d{0,8})$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whose key seals a value: `person-<id>` for contact details, `entry-<event id>` for one free-text entry. */
export const Subject = z.string().regex(SUBJECT);

/** A value in clear inside a command's events, before the append; without a subject it becomes an entry of its event. */
export const Clear = z.strictObject({
  clear: z.string().refine((text) => !LONE_SURROGATE.test(text), 'lone surrogate'),
  subject: Subject.optional(),
});
export type Clear = z.infer<typeof Clear>;

/** A value as the log stores it: its own data key wrapped by its subject's, and its text under that data key. */
export const Sealed = z.strictObject({
  sealed: z.literal(1),
  subject: Subject,
  /** base64url of nonce (12 bytes), wrapped 256-bit data key, tag (16 bytes). */
  key: z.string().regex(BASE64URL),
  /** base64url of nonce (12 bytes), encrypted padded UTF-8, tag (16 bytes). */
  text: z.string().regex(BASE64URL),
  /** Where an entry's key lies, `<segment>/<record>`; a person's key, and an entry's of long ago, is a file of its own. */
  slot: z.string().regex(SLOT).optional(),
});
export type Sealed = z.infer<typeof Sealed>;

/** The schema of a sealed field in an event: clear while the decider holds it, sealed in the log. */
export const SecretText = z.union([Clear, Sealed]);
export type SecretText = z.infer<typeof SecretText>;

/** A value as a reader gets it: its text, or the fact that its key was destroyed. */
export type OpenText = { text: string } | { erased: true };

/** `T` as the log stores it: every {@link Clear} is {@link Sealed}. */
export type SealedData<T> = T extends Clear ? Sealed : T extends object ? { [K in keyof T]: SealedData<T[K]> } : T;

/** `T` as a projection reads it: every {@link SecretText} is an {@link OpenText}. */
export type OpenedData<T> = T extends SecretText ? OpenText : T extends object ? { [K in keyof T]: OpenedData<T[K]> } : T;

/** Marks a text for sealing; give a subject when it belongs to a person rather than to this one entry. */
export const clear = (text: string, subject?: string): Clear => (subject === undefined ? { clear: text } : { clear: text, subject });

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value claims to be {@link Clear}; what claims it and has another shape is refused when it is sealed. */
export const isClear = (value: unknown): value is Clear => isRecord(value) && typeof value['clear'] === 'string';

/** Whether a value claims to be {@link Sealed}; what claims it and has another shape is refused when it is opened. */
export const isSealed = (value: unknown): value is Sealed => isRecord(value) && value['sealed'] === 1;

/** Refuses subjects of another form than `person-…` and `entry-…` (`vault.subject-invalid`). */
export const assertSubject = (subject: string): void => {
  if (typeof subject !== 'string' || !SUBJECT.test(subject)) throw new VaultFault('vault.subject-invalid', 'a subject is person-<id> or entry-<event id>');
};

/** Refuses a text with a lone surrogate (`vault.text-malformed`): UTF-8 could not give it back unchanged. */
export const assertWellFormed = (text: string, where: string): void => {
  if (LONE_SURROGATE.test(text)) throw new VaultFault('vault.text-malformed', `${where} holds a lone surrogate`);
};

/** Refuses what claims to be clear text and carries more than text and subject, which would stay unsealed (`vault.clear-malformed`). */
export const assertClear = (value: Clear, path: string): void => {
  if (Object.keys(value).some((key) => key !== 'clear' && key !== 'subject')) {
    throw new VaultFault('vault.clear-malformed', `the clear value at ${path || '/'} has parts that would not be sealed`);
  }
  assertWellFormed(value.clear, `the text at ${path || '/'}`);
};

/** Refuses what claims to be sealed and lacks a part (`vault.sealed-malformed`). */
export const assertSealed = (value: Sealed, path: string): void => {
  const sound = typeof value.key === 'string' && typeof value.text === 'string' && Object.keys(value).length === (value.slot === undefined ? 4 : 5)
    && (value.slot === undefined || (typeof value.slot === 'string' && SLOT.test(value.slot))) && SUBJECT.test(value.subject) && BASE64URL.test(value.key) && BASE64URL.test(value.text);
  if (!sound) throw new VaultFault('vault.sealed-malformed', `the sealed value at ${path || '/'} is not of the stored form`);
};
