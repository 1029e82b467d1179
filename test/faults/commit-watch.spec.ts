import { describe, expect, it } from '@jest/globals';
import { CommitWatch } from './commit-watch.ts';

const message = (type: string, body = ''): Buffer => {
  const head = Buffer.alloc(4);
  head.writeInt32BE(4 + Buffer.byteLength(body));
  return Buffer.concat([Buffer.from(type), head, Buffer.from(body)]);
};
const ready = message('Z', 'I');
const startup = message('', '\0\0\0\0user\0postgres\0\0');
const bind = (statement: string): Buffer => message('B', `\0${statement}\0`);

const begun = (): CommitWatch => {
  const watch = new CommitWatch();
  watch.fromClient(startup);
  expect(watch.fromServer(Buffer.concat([message('R', '\0\0\0\0'), ready]))).toEqual([]);
  return watch;
};

describe('a watch over a conversation with PostgreSQL', () => {
  it('knows an append as done when the server is ready again, not at its CommandComplete', () => {
    const watch = begun();
    watch.fromClient(Buffer.concat([message('P', 'log.append-one\0select\0'), bind('log.append-one'), message('E'), message('S')]));
    expect(watch.committing).toBe(true);
    expect(watch.fromServer(message('C', 'SELECT 1\0'))).toEqual([]);
    expect(watch.fromServer(ready)).toEqual(['append']);
    expect(watch.committing).toBe(false);
  });

  it('knows a COMMIT by its text', () => {
    const watch = begun();
    watch.fromClient(message('Q', 'commit\0'));
    expect(watch.fromServer(Buffer.concat([message('C', 'COMMIT\0'), ready]))).toEqual(['commit']);
  });

  it('takes no other statement for a commit', () => {
    const watch = begun();
    watch.fromClient(Buffer.concat([bind('log.find'), message('S'), message('Q', 'begin\0')]));
    expect(watch.committing).toBe(false);
    expect(watch.fromServer(Buffer.concat([ready, ready]))).toEqual([]);
  });

  it('understands messages however they are cut into pieces', () => {
    const watch = begun();
    for (const byte of Buffer.concat([bind('log.append'), message('S')])) watch.fromClient(Buffer.from([byte]));
    expect([...ready].flatMap((byte) => watch.fromServer(Buffer.from([byte])))).toEqual(['append']);
  });
});
