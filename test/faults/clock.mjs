// Loaded before a process of the product (NODE_OPTIONS=--import): its wall clock is off by as many milliseconds as the
// file CLOCK_FILE says, and steps at once when the file changes. Timers and performance.now() go on as ever.
import { readFileSync } from 'node:fs';

const file = process.env.CLOCK_FILE;
const LOOK_EVERY_MS = 50;
const RealDate = Date;
let offset = 0;
let lookedAt = -Infinity;

const now = () => {
  if (performance.now() - lookedAt > LOOK_EVERY_MS) {
    lookedAt = performance.now();
    try {
      offset = Number(readFileSync(file, 'utf8')) || 0;
    } catch { /* not written yet: the clock is right */ }
  }
  return RealDate.now() + offset;
};

if (file !== undefined) {
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, type) => Reflect.construct(target, args.length === 0 ? [now()] : args, type === globalThis.Date ? target : type),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
