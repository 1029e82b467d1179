// `npm run check`: types, lint, boundaries and unit tests, two at a time.
import { boundariesStep, jestStep, lintStep, runSteps, total, typesStep } from './steps.mjs';

const results = await runSteps([jestStep('unit', { quiet: true, workers: 1 }), typesStep(), lintStep(), boundariesStep()], 2);
process.exitCode = total(results, 'failed') > 0 ? 1 : 0;
