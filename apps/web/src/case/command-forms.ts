import type { ComponentType } from 'react';

/** What the form of a command is given: the case it is about at the revision seen, and what to call when it is over. */
export type CommandFormProps = { readonly id: string; readonly revision: number; readonly onDone: () => void; readonly onCancel: () => void };

/** Command → its form. A command without one is given from the page of its case. */
export const commandForms: { readonly [command: string]: ComponentType<CommandFormProps> | undefined } = {};
