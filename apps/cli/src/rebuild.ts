import { OldStuck, prune, rebuild as rebuildReadSide, type RebuildProgress, RebuildRunning } from '#read-side';
import { catalogue } from '../../api/src/event-catalogue.ts';
import { answer, type CliCommand, say, UsageError } from './cli.ts';
import { operating } from './operator-core.ts';

type Options = { readonly force?: true; readonly prune?: true; readonly compare: boolean };

/** `rebuild`: fills a new read schema from the log while the present one serves, compares both, and moves readers over. */
export const rebuild: CliCommand = (program) => {
  program
    .command('rebuild')
    .description('rebuild the read side beside the one in use, compare both byte by byte, and switch; exit code 1 when they differ')
    .option('--force', 'switch although they differ, or the new one parked entities that the old one had not')
    .option('--no-compare', 'do not compare: for when the schema in use is broken or stands still')
    .option('--prune', 'only drop read schemas that no process reads or feeds, of whatever version')
    .action((options: Options) => (options.prune ? pruneSchemas() : rebuildNow(options)));
};

async function rebuildNow({ force, compare }: Options): Promise<void> {
  const began = Date.now();
  await operating(async ({ connectionString, store, model, signal }) => {
    const rebuilt = await rebuildReadSide({ connectionString, store, catalogue, model, signal, force: force === true, compare, onProgress: progress() }).catch((error: unknown) => {
      throw error instanceof RebuildRunning || error instanceof OldStuck ? new UsageError(error.message) : error;
    });
    const { comparison, replaced, schema, position, refused } = rebuilt;
    if (comparison) {
      answer(`${comparison.old}  ${replaced} at ${comparison.position}`);
      answer(`${comparison.new}  ${schema} at ${comparison.position}`);
      answer(comparison.old === comparison.new ? 'equal, byte for byte' : `different: ${comparison.differing.join(', ')}`);
    }
    if (refused !== null) throw new UsageError(`not switched: ${refused}. Readers stay with ${replaced}; "parked explain" tells what cannot be folded, --force switches all the same`);
    answer(`switched from ${replaced} to ${schema} at position ${position} after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  });
}

async function pruneSchemas(): Promise<void> {
  await operating(async ({ connectionString, model }) => {
    const dropped = await prune(connectionString, model.version);
    answer(dropped.length > 0 ? `dropped ${dropped.join(', ')}` : 'nothing to drop: every read schema is in use');
  });
}

/** Says where the rebuild is, at most once a second while it fills. */
function progress(): (progress: RebuildProgress) => void {
  let [told, stage] = [0, ''];
  return (now) => {
    if (now.stage === stage && Date.now() - told < 1000) return;
    [told, stage] = [Date.now(), now.stage];
    say(now.stage === 'filling' ? `filling ${now.schema}: position ${now.position} of ${now.head}` : `${now.stage} ${now.schema} at ${now.head}`);
  };
}
