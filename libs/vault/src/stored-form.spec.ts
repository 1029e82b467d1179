import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../test/temporary.ts';
import { openVault } from './open-vault.ts';

// Made once with Python's cryptography 38, from the decision record alone: master key 00 … 1f, subject key 32 × 05, data key 32 × 09.
const event = '7f3c0d52-1111-5222-8333-444455556666';
const data = { contacts: [{ who: {
  sealed: 1,
  subject: 'person-0b6e6a3c-1111-4222-8333-444455556666',
  key: 'bm9uY2Utbm8tMDAycKSJrxpabch-jefx9zN_p2oMfVCVSk4SvoF3qCfyB4tdE2RBaL05Shhr0wF9t62B',
  text: 'bm9uY2Utbm8tMDAzq5i-Vpgc9lg7LABMhPYcPsbyZq49f3KOllwASK5GtXJP4efaOvc04T4XSpaW19Ws',
} }] };
const files: Record<string, Buffer> = {
  'master.key': Buffer.from(Array.from({ length: 32 }, (_, index) => index)),
  'master.mark': Buffer.from('lBc3WZZI6K4aqAaAbBZSN_BSx97-5scNwK1ohNHndKg', 'base64url'),
  'subjects/8f/8fb50cfbd370fce278e4df9a133cc0528b43a7223a79b26b183a87311c818337.key':
    Buffer.from('bm9uY2Utbm8tMDAx-3XposPhH8WExIcPUs4eYDnu8u-_GrTwYYLQRxN60O49-lnJvtNsUcMWEAgI2O2J', 'base64url'),
};

describe('the stored form', () => {
  it('of an event and its keys, written by another program years ago, still opens', async () => {
    const keysDir = await temporaryDirectory();
    for (const [name, bytes] of Object.entries(files)) {
      await mkdir(dirname(join(keysDir, name)), { recursive: true });
      await writeFile(join(keysDir, name), bytes, { mode: 0o600 });
    }
    const vault = await openVault({ keysDir });
    expect(await vault.openData(event, data)).toEqual({ contacts: [{ who: { text: '王建国 13800138000' } }] });
  });
});
