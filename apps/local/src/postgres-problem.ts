/** What can keep the embedded PostgreSQL from running; each has one sentence that names what to mend. */
export type PostgresProblemCode =
  | 'binaries-missing'
  | 'no-database-user'
  | 'directory-unwritable'
  | 'directory-in-use'
  | 'directory-foreign'
  | 'password-missing'
  | 'version-mismatch'
  | 'disk-full'
  | 'port-taken'
  | 'orphan-stuck'
  | 'init-failed'
  | 'start-failed';

/** An operator-facing failure of the embedded database; `code` is stable, `message` says what to mend. */
export class PostgresProblem extends Error {
  constructor(readonly code: PostgresProblemCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'PostgresProblem';
  }
}

/** Turns a refused file operation on the data directory into a sentence; anything else passes through unchanged. */
export const directoryProblem = (directory: string, error: unknown): unknown => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(directory, error);
  if (code !== undefined && ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT'].includes(code)) {
    return new PostgresProblem('directory-unwritable',
      `The data directory ${directory} cannot be written (${code}). Make it writable for this user, or set DATA_DIR to a directory that is.`, { cause: error });
  }
  return error;
};

/** The sentence for a disk (or quota) without room. */
export const diskFull = (directory: string, cause?: unknown): PostgresProblem => new PostgresProblem('disk-full',
  `The disk that holds ${directory} is full. Free at least 200 MB there, or set DATA_DIR to a directory on another disk, and start again; nothing stored is lost.`, { cause });

/** The sentence for a port that another program listens on. */
export const portTaken = (port: number): PostgresProblem => new PostgresProblem('port-taken',
  `Port ${port} on 127.0.0.1 is taken by another program. Stop that program, or let Liuhen choose a free port by not naming one.`);

/** Reads what initdb or postgres printed before it gave up; `directory` and `port` are named in the sentence. */
export const explainOutput = (doing: 'init' | 'start', output: string, directory: string, port = 0): PostgresProblem => {
  if (/No space left on device|ENOSPC|Disk quota exceeded|Check free disk space/.test(output)) return diskFull(directory);
  if (/could not bind|Address already in use|could not create any TCP\/IP sockets/.test(output)) return portTaken(port);
  const version = /initialized by PostgreSQL version (\S+?),? which is not compatible with this version (\S+)/.exec(output);
  if (version) {
    return new PostgresProblem('version-mismatch',
      `The database in ${directory} was made by PostgreSQL ${version[1]}, this release carries ${version[2]}. Restore a backup into a new DATA_DIR, or start the release that made it.`);
  }
  if (/error while loading shared libraries|Library not loaded|cannot execute|exec format error/i.test(output)) {
    return new PostgresProblem('binaries-missing',
      `The PostgreSQL binaries do not run on this machine: ${lastLine(output)}. Run "npm ci" again, or set DATABASE_URL to a PostgreSQL of your own.`);
  }
  if (/Permission denied|Operation not permitted|Read-only file system/.test(output)) {
    return new PostgresProblem('directory-unwritable',
      `PostgreSQL may not read or write ${directory}: ${lastLine(output)}. Set DATA_DIR to a directory its user can reach.`);
  }
  return doing === 'init'
    ? new PostgresProblem('init-failed', `A new database could not be made in ${directory}: ${lastLine(output)}`)
    : new PostgresProblem('start-failed', `PostgreSQL did not start on ${directory}: ${lastLine(output)}`);
};

const lastLine = (output: string): string => {
  const lines = output.split('\n').map((line) => line.trim()).filter(Boolean);
  return lines.filter((line) => /FATAL|PANIC|error/i.test(line)).at(-1) ?? lines.at(-1) ?? 'it said nothing';
};
