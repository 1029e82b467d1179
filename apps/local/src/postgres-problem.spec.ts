import { describe, expect, it } from '@jest/globals';
import { directoryProblem, explainOutput } from './postgres-problem.ts';

// Each text is what PostgreSQL 18 printed in that situation.
describe('what PostgreSQL prints before it gives up', () => {
  it.each([
    ['disk-full', 'initdb: error: could not write file "/d/postgresql.conf": No space left on device'],
    ['disk-full', 'FATAL:  could not extend file "base/1/2691": wrote only 4096 of 8192 bytes at block 10\nHINT:  Check free disk space.\nPANIC:  cannot abort transaction 1, it was already committed'],
    ['port-taken', 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nFATAL:  could not create any TCP/IP sockets'],
    ['version-mismatch', 'FATAL:  database files are incompatible with server\nDETAIL:  The data directory was initialized by PostgreSQL version 17, which is not compatible with this version 18.4.'],
    ['binaries-missing', 'initdb: error while loading shared libraries: libpq.so.5: cannot open shared object file: No such file or directory'],
    ['directory-unwritable', 'FATAL:  could not open lock file "postmaster.pid": Permission denied'],
    ['start-failed', 'FATAL:  something new'],
    ['start-failed', ''],
  ] as const)('is told as %s: %s', (code, output) => {
    const problem = explainOutput('start', output, '/d', 5432);
    expect(problem.code).toBe(code);
    expect(problem.message).toContain(code === 'port-taken' ? '5432' : code === 'binaries-missing' ? 'libpq' : '/d');
  });

  it('is quoted when nothing better is known', () => {
    expect(explainOutput('init', 'noise\nFATAL:  something new\n', '/d').message).toMatch(/\/d: FATAL: {2}something new$/);
  });
});

describe('a refused file operation', () => {
  it.each([['EACCES', 'directory-unwritable'], ['EROFS', 'directory-unwritable'], ['ENOSPC', 'disk-full']] as const)('%s becomes %s', (errno, code) => {
    expect(directoryProblem('/d', Object.assign(new Error('refused'), { code: errno }))).toMatchObject({ code, message: expect.stringContaining('/d') });
  });

  it('of another kind stays what it is', () => {
    const other = new Error('other');
    expect(directoryProblem('/d', other)).toBe(other);
  });
});
