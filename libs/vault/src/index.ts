export { Clear, Sealed, SecretText, Subject, clear, isClear, isSealed, type OpenText, type OpenedData, type SealedData } from './sealed.ts';
export { VaultFault, type VaultFaultCode } from './faults.ts';
export type { IndexKind } from './derived-keys.ts';
export { entrySubject, type Vault } from './vault.ts';
export { openVault, type VaultOptions } from './open-vault.ts';
export { memoryVault } from './memory-vault.ts';
export { VAULT, VaultModule, vaultModule } from './vault.module.ts';
