import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clear, isSealed, type Sealed } from './sealed.ts';
import { entrySubject, type Vault } from './vault.ts';

const person = (): string => `person-${randomUUID()}`;
const fault = (code: string) => expect.objectContaining({ name: 'VaultFault', code });

/** A sealed value with one byte of one part changed. */
const damaged = (sealed: Sealed, part: 'key' | 'text', at: number): Sealed => {
  const bytes = Buffer.from(sealed[part], 'base64url');
  const index = at % bytes.length;
  bytes[index] = bytes[index]! ^ 1;
  return { ...sealed, [part]: bytes.toString('base64url') };
};

/** What every vault must do, wherever its keys live; `open` gives a new, empty vault at each call. */
export const vaultContract = (name: string, open: () => Promise<Vault>): void => {
  describe(`${name} keeps the vault's contract`, () => {
    let vault: Vault;
    beforeAll(async () => {
      vault = await open();
    });

    describe('sealing and opening', () => {
      it('opens what it sealed, wherever it lies in the data', async () => {
        const id = randomUUID();
        const data = { title: 'visit', note: clear('王先生来访'), contacts: [{ phone: clear('13800000000', person()), rank: 1 }], 'a/b~c': { text: clear('') } };
        const sealed = await vault.sealData(id, data);
        expect(await vault.openData(id, sealed)).toEqual({
          title: 'visit', note: { text: '王先生来访' }, contacts: [{ phone: { text: '13800000000' }, rank: 1 }], 'a/b~c': { text: { text: '' } },
        });
      });

      it('leaves no clear text in what the log stores', async () => {
        const sealed = JSON.stringify(await vault.sealData(randomUUID(), { name: clear('Zhang Weiguo', person()) }));
        expect(sealed).not.toMatch(/Zhang|Weiguo|clear/);
        expect(sealed).not.toContain(Buffer.from('Zhang Weiguo').toString('base64url').slice(0, 12));
      });

      it('seals for the entry of its event unless a subject is named', async () => {
        const [id, subject] = [randomUUID(), person()];
        const sealed = await vault.sealData(id, { note: clear('a'), phone: clear('b', subject) });
        expect([sealed.note.subject, sealed.phone.subject]).toEqual([entrySubject(id), subject]);
      });

      it('gives back any well-formed text unchanged', async () => {
        const subject = person();
        await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), fc.uuid(), async (text, id) => {
          const sealed = await vault.sealData(id, [clear(text, subject)]);
          expect(await vault.openData(id, sealed)).toEqual([{ text }]);
        }), { numRuns: 300 });
      });

      it('gives back any data around the texts unchanged', async () => {
        const subject = person();
        const texts = fc.string({ unit: 'binary' }).map((text) => clear(text, subject));
        const { tree } = fc.letrec((tie) => ({
          tree: fc.oneof({ maxDepth: 4 }, fc.string(), fc.integer(), fc.boolean(), fc.constant(null), texts, fc.array(tie('tree'), { maxLength: 4 }),
            fc.dictionary(fc.string().filter((key) => key !== 'clear' && key !== 'sealed'), tie('tree'), { maxKeys: 4, noNullPrototype: true })),
        }));
        await fc.assert(fc.asyncProperty(tree, fc.uuid(), async (data, id) => {
          const stored: unknown = JSON.parse(JSON.stringify(await vault.sealData(id, data)));
          const expected = JSON.stringify(data, (_, value: unknown) =>
            (typeof value === 'object' && value !== null && 'clear' in value ? { text: value.clear } : value));
          expect(JSON.stringify(await vault.openData(id, stored))).toBe(expected);
        }), { numRuns: 200 });
      });

      it('answers data without secrets as the same object', async () => {
        const data = { a: [1, { b: null }] };
        expect(await vault.sealData(randomUUID(), data)).toBe(data);
        expect(await vault.openData(randomUUID(), data)).toBe(data);
      });

      it('keeps a key named __proto__ as data', async () => {
        const id = randomUUID();
        const data: unknown = JSON.parse(`{"__proto__":{"clear":"x"}}`);
        expect(JSON.stringify(await vault.openData(id, await vault.sealData(id, data)))).toBe('{"__proto__":{"text":"x"}}');
      });

      it('never seals the same text twice into the same bytes', async () => {
        const id = randomUUID();
        const sealed = await vault.sealData(id, Array.from({ length: 50 }, () => clear('same')));
        expect(new Set(sealed.flatMap(({ key, text }) => [key, text])).size).toBe(100);
      });

      it('hides how long a short text is', async () => {
        const sealed = await vault.sealData(randomUUID(), ['', '李', '欧阳修远', 'x'.repeat(31)].map((text) => clear(text)));
        expect(new Set(sealed.map(({ text }) => text.length)).size).toBe(1);
      });

      it('uses one key for a subject that many seal for at once', async () => {
        const subject = person();
        const ids = Array.from({ length: 40 }, () => randomUUID());
        const sealed = await Promise.all(ids.map((id) => vault.sealData(id, clear(id, subject))));
        expect(await Promise.all(ids.map((id, index) => vault.openData(id, sealed[index]!)))).toEqual(ids.map((id) => ({ text: id })));
      });
    });

    describe('refusals', () => {
      it.each([['a high one', 'a\ud800b'], ['a low one', '\udc00'], ['a reversed pair', '\udc00\ud800']])('refuses a lone surrogate: %s', async (_, text) => {
        await expect(vault.sealData(randomUUID(), { deep: [clear(text)] })).rejects.toEqual(fault('vault.text-malformed'));
        await expect(vault.sealData(randomUUID(), { deep: [clear(text)] })).rejects.toThrow('/deep/0');
      });

      it.each(['someone', 'person-', 'person-../../master', 'entry-x\u0000', ''])('refuses the subject %j', async (subject) => {
        await expect(vault.sealData(randomUUID(), clear('a', subject))).rejects.toEqual(fault('vault.subject-invalid'));
        await expect(vault.eraseSubject(subject)).rejects.toEqual(fault('vault.subject-invalid'));
        await expect(vault.isErased(subject)).rejects.toEqual(fault('vault.subject-invalid'));
      });

      it('refuses to seal what is sealed, so that no decider copies a value into another event', async () => {
        const sealed = await vault.sealData(randomUUID(), { note: clear('a') });
        await expect(vault.sealData(randomUUID(), { copy: sealed.note })).rejects.toEqual(fault('vault.already-sealed'));
      });

      it('refuses a clear value with parts that would stay in clear', async () => {
        await expect(vault.sealData(randomUUID(), { note: { clear: 'a', alias: 'b' } })).rejects.toEqual(fault('vault.clear-malformed'));
      });

      it.each([{ key: undefined }, { text: '***' }, { text: 7 }, { subject: 'x' }, { more: 1 }])('refuses a sealed value that is not of the stored form: %j', async (change) => {
        const id = randomUUID();
        const sealed = await vault.sealData(id, clear('a'));
        await expect(vault.openData(id, { ...sealed, ...change })).rejects.toEqual(fault('vault.sealed-malformed'));
      });
    });

    describe('tampering', () => {
      it('is found whichever byte changed', async () => {
        const id = randomUUID();
        const sealed = await vault.sealData(id, clear('a note'));
        for (const part of ['key', 'text'] as const) {
          for (let at = 0; at < 60; at += 1) {
            await expect(vault.openData(id, damaged(sealed, part, at))).rejects.toEqual(fault('vault.tampered'));
          }
        }
        expect(await vault.openData(id, sealed)).toEqual({ text: 'a note' });
      });

      it('is found when a value is cut short', async () => {
        const id = randomUUID();
        const sealed = await vault.sealData(id, clear('a note'));
        await expect(vault.openData(id, { ...sealed, key: sealed.key.slice(0, 20) })).rejects.toEqual(fault('vault.tampered'));
        await expect(vault.openData(id, { ...sealed, text: sealed.text.slice(0, -4) })).rejects.toEqual(fault('vault.tampered'));
      });

      it('is found when two fields are swapped, also between items of a list', async () => {
        const id = randomUUID();
        const { a, b, list } = await vault.sealData(id, { a: clear('1'), b: clear('2'), list: [clear('3'), clear('4')] });
        await expect(vault.openData(id, { a: b, b: a })).rejects.toEqual(fault('vault.tampered'));
        await expect(vault.openData(id, { list: [list[1], list[0]] })).rejects.toEqual(fault('vault.tampered'));
      });

      it('is found when a value is copied to another event', async () => {
        const subject = person();
        const sealed = await vault.sealData(randomUUID(), { note: clear('a', subject) });
        await expect(vault.openData(randomUUID(), sealed)).rejects.toEqual(fault('vault.tampered'));
      });

      it('is found when key or subject come from another value', async () => {
        const [id, other] = [randomUUID(), person()];
        const { a, b } = await vault.sealData(id, { a: clear('1'), b: clear('2', other) });
        await expect(vault.openData(id, { a: { ...a, subject: other } })).rejects.toEqual(fault('vault.tampered'));
        await expect(vault.openData(id, { a: { ...a, key: b.key, subject: other } })).rejects.toEqual(fault('vault.tampered'));
      });

      it('is told apart from a key that is not there', async () => {
        const id = randomUUID();
        const foreign = await (await open()).sealData(id, clear('a'));
        await expect(vault.openData(id, foreign)).rejects.toEqual(fault('vault.subject-key-missing'));
      });
    });

    describe('erasure', () => {
      it('makes every text of the subject unreadable and leaves all others', async () => {
        const [id, gone, stays] = [randomUUID(), person(), person()];
        const sealed = await vault.sealData(id, { name: clear('a', gone), phone: clear('b', gone), other: clear('c', stays), note: clear('d') });
        await vault.eraseSubject(gone);
        expect(await vault.openData(id, sealed)).toEqual({ name: { erased: true }, phone: { erased: true }, other: { text: 'c' }, note: { text: 'd' } });
      });

      it('shreds one entry alone', async () => {
        const [first, second, subject] = [randomUUID(), randomUUID(), person()];
        const sealed = await Promise.all([first, second].map((id) => vault.sealData(id, { note: clear(id), by: clear('x', subject) })));
        await vault.eraseSubject(entrySubject(first));
        expect(await vault.openData(first, sealed[0])).toEqual({ note: { erased: true }, by: { text: 'x' } });
        expect(await vault.openData(second, sealed[1])).toEqual({ note: { text: second }, by: { text: 'x' } });
      });

      it('is final: nothing is sealed for the subject again', async () => {
        const subject = person();
        await vault.sealData(randomUUID(), clear('a', subject));
        await vault.eraseSubject(subject);
        await expect(vault.sealData(randomUUID(), clear('b', subject))).rejects.toEqual(fault('vault.subject-destroyed'));
      });

      it('can come before the first text', async () => {
        const subject = person();
        await vault.eraseSubject(subject);
        await expect(vault.sealData(randomUUID(), clear('b', subject))).rejects.toEqual(fault('vault.subject-destroyed'));
      });

      it('may be repeated and asked about', async () => {
        const subject = person();
        const before = await vault.isErased(subject);
        await Promise.all([vault.eraseSubject(subject), vault.eraseSubject(subject)]);
        await vault.eraseSubject(subject);
        expect([before, await vault.isErased(subject)]).toEqual([false, true]);
      });

      it('while others seal leaves either an erased text or a refusal', async () => {
        for (let round = 0; round < 10; round += 1) {
          const [id, subject] = [randomUUID(), person()];
          const [sealing] = await Promise.allSettled([vault.sealData(id, clear('a', subject)), vault.eraseSubject(subject)]);
          if (sealing.status === 'fulfilled') expect(await vault.openData(id, sealing.value)).toEqual({ erased: true });
          else expect(sealing.reason).toEqual(fault('vault.subject-destroyed'));
        }
      });

      it('forgetting a cached key loses nothing', async () => {
        const [id, subject] = [randomUUID(), person()];
        const sealed = await vault.sealData(id, clear('a', subject));
        vault.forget(subject);
        expect(isSealed(sealed)).toBe(true);
        expect(await vault.openData(id, sealed)).toEqual({ text: 'a' });
      });
    });

    describe('keyed digests', () => {
      it('meet for one value, and differ by kind, by vault and from the request digest', async () => {
        const other = await open();
        const value = '13800000000';
        expect(vault.blindIndex('phone', value)).toBe(vault.blindIndex('phone', '+86 138-0000-0000'));
        const digests = [vault.blindIndex('phone', value), vault.blindIndex('email', value), vault.blindIndex('id-number', value), vault.requestDigest(value),
          other.blindIndex('phone', value), other.requestDigest(value)];
        expect(new Set(digests).size).toBe(6);
        expect(digests.every((digest) => /^[\w-]{43}$/.test(digest))).toBe(true);
      });

      it('refuse a value of which nothing is left and a text that UTF-8 would change', () => {
        expect(() => vault.blindIndex('phone', '微信')).toThrow(fault('vault.value-empty'));
        expect(() => vault.requestDigest('"\ud800"')).toThrow(fault('vault.text-malformed'));
      });
    });
  });
};
