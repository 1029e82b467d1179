import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { filing } from '../journeys/script.ts';
import { freshKey, type Reply } from '../support/client.ts';
import { eventually } from '../support/embedded-program.ts';
import { notRun } from '../support/not-run.ts';
import { type Installation, startInstallation } from './installation.ts';
import { settled, violations } from './invariants.ts';
import type { Journal } from './journal.ts';
import { answers, openJournal, startLoad } from './load.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

// The keys and uploads lie on one small disk, PostgreSQL on another.
const [files, tables] = [mountSmallDisk(24), mountSmallDisk(320)];

jest.setTimeout(120_000);

if (typeof files === 'string' || typeof tables === 'string') {
  for (const disk of [files, tables]) if (typeof disk !== 'string') disk.remove();
  notRun('disk full for PostgreSQL, keys and uploads', typeof files === 'string' ? files : String(tables));
  describe('a disk that is full', () => {
    it('needs a file system of its own, which this machine says why it does not give', () => {
      expect([files, tables].find((disk) => typeof disk === 'string')).toMatch(/mount/);
    });
  });
} else {
  const disks = { files, tables };
  describe('a disk that is full', () => {
    let installation: Installation;
    let journal: Journal;

    beforeAll(async () => {
      installation = await startInstallation({ members: ['api1', 'worker1'], ownServer: true, serverDirectory: disks.tables.directory, directory: disks.files.directory, patienceMs: 20_000 });
      journal = await openJournal(installation);
    });
    afterAll(async () => {
      await journal?.close();
      await installation?.stop();
      for (const disk of Object.values(disks)) disk.remove();
    });

    const look = (over: boolean): ReturnType<typeof violations> => violations({ databaseUrl: installation.databaseUrl, entries: () => journal.entries(), settled: over });

    /** Commands under load while the disk is full; at least one must be told so. Then there is room again. */
    async function overfilled(disk: SmallDisk, ask: () => Promise<Reply>): Promise<readonly Reply[]> {
      const load = startLoad(journal, installation.as, 4, freshKey());
      await answers(journal, 10);
      disk.fill();
      const replies: Reply[] = [];
      try {
        await eventually(async () => {
          replies.push(await ask());
          expect(replies.filter(({ status }) => status >= 500).length).toBeGreaterThan(2);
        }, 60_000);
      } finally {
        disk.empty();
      }
      await answers(journal, 20);
      await load.stop();
      return replies.filter(({ status }) => status >= 500);
    }

    const register = (): Promise<Reply> => installation.as('nm.member').at(0).post('/leads', filing({ investor: `示例企业${freshKey()}`, title: '示例项目' }));
    const upload = (): Promise<Reply> => installation.as('nm.member').at(0).upload('示例.txt', '示例'.repeat(2_000));

    it('of keys: what needs one is told that there is no room; nothing is half done, and it goes on when there is', async () => {
      const told = await overfilled(disks.files, register);
      expect(told.filter(({ status, code }) => status !== 507 || code !== 'wire.no-room')).toEqual([]);
      expect(await look(false)).toEqual([]);
    });

    it('of uploads: the same, and no piece of a file stays', async () => {
      const told = await overfilled(disks.files, upload);
      expect(told.filter(({ status, code }) => status !== 507 || code !== 'wire.no-room')).toEqual([]);
      const left = await readdir(disks.files.directory, { recursive: true });
      expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
      expect((await upload()).status).toBe(201);
    });

    it('of PostgreSQL: commands are told to come back, and everything agrees when there is room again', async () => {
      const told = await overfilled(disks.tables, register);
      expect(told.filter(({ status }) => status !== 503 && status !== 507)).toEqual([]);
      expect(await look(false)).toEqual([]);
      await settled(installation.databaseUrl);
      expect(await look(true)).toEqual([]);
    });
  });
}
