import { eventIdOf } from '#event-store';
import { clear, type Vault } from '#vault';
import { v5 as uuid } from 'uuid';
import type { StoryCommand } from './commands.ts';
import { seedKey } from './context.ts';
import type { Step } from './fiction/story.ts';

/** Commands whose events mostly hold free text, and the kind of stream they go to. */
const streams: Readonly<Partial<Record<StoryCommand['name'], string>>> = { RegisterLead: 'lead', RecordFollowUp: 'contacts', CommentOnLead: 'contacts', RecordRound: 'deal', ReportMilestone: 'delivery' };

/**
 * Makes the keys of coming entries all at once. A new key waits for the disk; hundreds that wait together cost little
 * more than one. What is not foreseen here gets its key when it is sealed, as always.
 */
export async function makeKeysAhead(vault: Pick<Vault, 'sealData'>, steps: readonly Step[]): Promise<void> {
  await Promise.all(steps.map(async ({ key, command }) => {
    const stream = streams[command.name];
    if (stream === undefined) return;
    const commandKey = { id: seedKey(key), digest: '' };
    const entry = clear('');
    // The subject of a lead's contact, as the registration derives it.
    const person = command.name === 'RegisterLead' && command.input.contact ? [clear('', `person-${uuid('contact', commandKey.id)}`)] : [];
    await vault.sealData(eventIdOf(commandKey, `${stream}-${command.id}`, 0), { ahead: [entry, ...person] });
  }));
}
