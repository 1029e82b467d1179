import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Serves the web build, every unknown page of it by `index.html`; nothing when it has not been built. */
export async function serveWeb(app: NestFastifyApplication, root: string): Promise<void> {
  if (!existsSync(join(root, 'index.html'))) return;
  await app.register(fastifyStatic, {
    root,
    wildcard: false,
    // Vite names assets by their content; the page itself must be asked for anew.
    setHeaders: (reply, path) => void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
  });
  app.getHttpAdapter().getInstance().get('/*', (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const isPage = !path.startsWith('/api/') && !/\.[a-z0-9]+$/i.test(path);
    return isPage ? reply.sendFile('index.html') : reply.callNotFound();
  });
}
