import type { Command } from 'commander';

/** Adds its commands to the program; each file of this folder offers one, named after what it does. */
export type CliCommand = (program: Command) => void;

/** A mistake of the operator: told in one sentence, without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Tells the operator something; what a command answers goes to standard output, what it does to standard error. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Prints an answer. */
export function answer(text: string): void {
  process.stdout.write(`${text}\n`);
}
