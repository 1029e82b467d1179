import { appendFileSync } from 'node:fs';

/**
 * Says that this machine cannot run something: `if (!able) notRun(…); else it(…)`. `npm test` lists these lines
 * as "not run", beside the counts and never among them.
 */
export const notRun = (what: string, why: string): void => {
  const line = `not run: ${what} (${why})\n`;
  const list = process.env['LIUHEN_NOT_RUN'];
  if (list) appendFileSync(list, line);
  else process.stderr.write(line);
};
