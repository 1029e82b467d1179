// `npm run check`: types, lint, boundaries and unit tests, two at a time; with names, only those.
import { boundariesStep, jestStep, lintStep, runSteps, total, typesStep } from './steps.mjs';

const names = process.argv.slice(2);
const steps = [jestStep('unit', { quiet: true, workers: 1 }), typesStep(), lintStep(), boundariesStep()].filter(({ name }) => names.length === 0 || names.includes(name));
const results = await runSteps(steps, 2);
process.exitCode = results.length === 0 || total(results, 'failed') > 0 ? 1 : 0;
