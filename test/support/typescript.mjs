// Lets plain Node run the TypeScript sources in a process of their own: node --import ./test/support/typescript.mjs -C source file.ts
import { register } from 'node:module';

register('./typescript.hooks.mjs', import.meta.url);
