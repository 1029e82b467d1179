import { temporaryDirectory } from '../test/temporary.ts';
import { openVault } from './open-vault.ts';
import { vaultContract } from './vault.contract.ts';

vaultContract('the vault on disk', async () => openVault({ keysDir: await temporaryDirectory() }));
vaultContract('the vault on disk that caches a single key', async () => openVault({ keysDir: await temporaryDirectory(), cacheSize: 1 }));
