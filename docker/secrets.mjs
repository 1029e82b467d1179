// `node docker/secrets.mjs [directory]`: makes what compose.yaml reads by file and nobody needs to know. What is there stays.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = process.argv[2] ?? join(import.meta.dirname, 'secrets');
mkdirSync(directory, { recursive: true, mode: 0o700 });

// Readable by the users inside the containers, whose ids differ; the directory is this user's alone.
const keep = (name, make) => {
  const file = join(directory, name);
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o644 });
  return readFileSync(file, 'utf8');
};
const secret = () => randomBytes(24).toString('base64url');

const database = keep('database-password', secret);
keep('database-url', () => `postgres://liuhen:${database}@postgres:5432/liuhen`);
const redis = keep('redis-password', secret);
keep('redis-users', () => `user default off\nuser liuhen on >${redis} ~* &* +@all\n`);
keep('redis-url', () => `redis://liuhen:${redis}@redis:6379`);
keep('metrics-token', secret);
process.stdout.write(`secrets are in ${directory}; put tls-certificate.pem and tls-key.pem beside them\n`);
