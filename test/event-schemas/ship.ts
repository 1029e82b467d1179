import { catalogue } from '../../apps/api/src/event-catalogue.ts';
import { breachesOf, readShipped, toShip, writeShipped } from './shipped.ts';

// `npm run ship-events`: from now on the current version of every event type is what logs hold. Adds, never changes.
const shipped = readShipped();
const wrong = breachesOf(catalogue.types, shipped).filter(({ kind }) => kind !== 'unshipped');
for (const { message } of wrong) process.stderr.write(`${message}\n`);
const fresh = wrong.length > 0 ? [] : await toShip(catalogue.types, shipped);
writeShipped(fresh);
for (const { type, schema } of fresh) process.stdout.write(`${type} schema ${schema} has shipped: commit test/event-schemas/shipped/${type}.${schema}.json\n`);
if (fresh.length === 0) process.stdout.write(wrong.length > 0 ? 'nothing was written\n' : 'everything had shipped already\n');
process.exitCode = wrong.length > 0 ? 1 : 0;
