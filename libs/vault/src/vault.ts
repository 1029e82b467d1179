import { derivedKeys, type Keyed } from './derived-keys.ts';
import { decrypt, encrypt, pad, random, unpad } from './envelope.ts';
import { VaultFault } from './faults.ts';
import type { SubjectKeys } from './subject-keys.ts';
import { assertClear, assertSealed, assertSubject, isClear, isSealed, type Clear, type OpenedData, type OpenText, type Sealed, type SealedData } from './sealed.ts';
import { replaceObjects } from './walk.ts';

/** Seals and opens personal data and free text in events, erases them by destroying keys, and indexes them blindly. */
export type Vault = Keyed & {
  /** Replaces every `Clear` in an event's data by a `Sealed` bound to this event and field. */
  sealData<T>(eventId: string, data: T): Promise<SealedData<T>>;
  /** Replaces every `Sealed` by its text, or by `{ erased: true }`; throws `vault.tampered` on anything not sealed for this event and field. */
  openData<T>(eventId: string, data: T): Promise<OpenedData<T>>;
  /** Destroys a subject's key, so that nothing sealed for it can be read again anywhere; idempotent. */
  eraseSubject(subject: string): Promise<void>;
  isErased(subject: string): Promise<boolean>;
  /** Drops a cached key at once, when another process tells that it erased the subject. */
  forget(subject: string): void;
};

const textContext = (eventId: string, path: string): string => JSON.stringify(['liuhen.text.1', eventId, path]);
const wrapContext = (subject: string): string => JSON.stringify(['liuhen.data-key.1', subject]);

/** The subject of a free text that names none: an entry of its own event. */
export const entrySubject = (eventId: string): string => `entry-${eventId}`;

/** The vault over a store of subject keys and a 32-byte master key. */
export const vaultOver = (keys: SubjectKeys, master: Buffer): Vault => ({
  ...derivedKeys(master),
  sealData: (eventId, data) => sealData(keys, eventId, data),
  openData: async (eventId, data) => openData(keys, eventId, data),
  eraseSubject: async (subject) => {
    assertSubject(subject);
    await keys.destroy(subject);
  },
  isErased: async (subject) => {
    assertSubject(subject);
    return keys.isDestroyed(subject);
  },
  forget: (subject) => keys.forget(subject),
});

const subjectOf = (value: Clear, eventId: string): string => value.subject ?? entrySubject(eventId);

/** Every subject that an event's data needs a key for; refuses what could not be sealed before any key is made. */
const subjectsIn = (eventId: string, data: unknown): string[] => {
  const subjects = new Set<string>();
  replaceObjects(data, (value, path) => {
    if (isSealed(value)) throw new VaultFault('vault.already-sealed', `the value at ${path || '/'} is sealed; an event is sealed once, from clear text`);
    if (!isClear(value)) return undefined;
    assertClear(value, path);
    assertSubject(subjectOf(value, eventId));
    subjects.add(subjectOf(value, eventId));
    return value;
  });
  return [...subjects];
};

const sealData = async <T>(keys: SubjectKeys, eventId: string, data: T): Promise<SealedData<T>> => {
  const made = subjectsIn(eventId, data).map(async (subject) => [subject, await keys.keyToSeal(subject)] as const);
  const subjectKeys = new Map(await Promise.all(made));
  const seal = (value: Clear, path: string): Sealed => {
    const subject = subjectOf(value, eventId);
    const dataKey = random(32);
    const text = encrypt(dataKey, pad(value.clear), textContext(eventId, path)).toString('base64url');
    const sealing = subjectKeys.get(subject)!;
    const key = encrypt(sealing.key, dataKey, wrapContext(subject)).toString('base64url');
    dataKey.fill(0);
    return { sealed: 1, subject, key, text, ...(sealing.slot !== undefined && { slot: sealing.slot }) };
  };
  return replaceObjects(data, (value, path) => (isClear(value) ? seal(value, path) : undefined)) as SealedData<T>;
};

const openData = <T>(keys: SubjectKeys, eventId: string, data: T): OpenedData<T> =>
  replaceObjects(data, (value, path) => (isSealed(value) ? open(keys, eventId, value, path) : undefined)) as OpenedData<T>;

const open = (keys: SubjectKeys, eventId: string, value: Sealed, path: string): OpenText => {
  assertSealed(value, path);
  const subjectKey = keys.keyToOpen(value.subject, value.slot);
  if (subjectKey === 'destroyed') return { erased: true };
  if (subjectKey === 'none') throw new VaultFault('vault.subject-key-missing', `${value.subject} has neither a key nor a record of destruction; restore its key file from the backup of the keys`);
  const dataKey = subjectKey !== 'foreign' && decrypt(subjectKey, Buffer.from(value.key, 'base64url'), wrapContext(value.subject));
  const padded = dataKey && decrypt(dataKey, Buffer.from(value.text, 'base64url'), textContext(eventId, path));
  if (!padded) throw new VaultFault('vault.tampered', `the value at ${path || '/'} of event ${eventId} was not sealed there for ${value.subject}`);
  return { text: unpad(padded) };
};
