/** What can go wrong in the vault; stable, for logs, tests and the operator's manual. */
export type VaultFaultCode =
  | 'vault.master-key-missing'
  | 'vault.master-key-invalid'
  | 'vault.master-key-differs'
  | 'vault.permissions'
  | 'vault.subject-invalid'
  | 'vault.subject-destroyed'
  | 'vault.subject-key-missing'
  | 'vault.subject-key-unreadable'
  | 'vault.text-malformed'
  | 'vault.clear-malformed'
  | 'vault.already-sealed'
  | 'vault.sealed-malformed'
  | 'vault.tampered'
  | 'vault.value-empty';

/** A vault error for operators and logs; it never carries the text, a key or a personal value. */
export class VaultFault extends Error {
  constructor(readonly code: VaultFaultCode, message: string, options?: { cause?: unknown }) {
    super(`${code}: ${message}`, options);
    this.name = 'VaultFault';
  }
}

/** The refusal to seal for a subject whose key was destroyed. */
export const destroyed = (subject: string): VaultFault => new VaultFault('vault.subject-destroyed', `the key of ${subject} was destroyed; nothing can be sealed for it again`);
