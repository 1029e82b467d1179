import type { DynamicModule } from '@nestjs/common';
import { openVault, type VaultOptions } from './open-vault.ts';

/** The injection token of the {@link Vault}. */
export const VAULT = Symbol('VAULT');

/** The class by which Nest names the module that {@link vaultModule} configures. */
export class VaultModule {}

/** A global Nest module that opens the vault at start and provides it as {@link VAULT}; a type-only import keeps Nest out of deciders. */
export const vaultModule = (options: VaultOptions): DynamicModule => ({
  module: VaultModule,
  global: true,
  providers: [{ provide: VAULT, useFactory: () => openVault(options) }],
  exports: [VAULT],
});
