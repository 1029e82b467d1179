import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { temporaryDirectory } from '../test/temporary.ts';
import { clear } from './sealed.ts';
import type { Vault } from './vault.ts';
import { VAULT, vaultModule } from './vault.module.ts';

describe('the Nest module', () => {
  it('provides an open vault', async () => {
    const module = await Test.createTestingModule({ imports: [vaultModule({ keysDir: await temporaryDirectory() })] }).compile();
    const vault = module.get<Vault>(VAULT);
    const id = randomUUID();
    expect(await vault.openData(id, await vault.sealData(id, clear('a')))).toEqual({ text: 'a' });
    await module.close();
  });
});
