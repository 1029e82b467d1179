import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** The OpenAPI 3.1 document of all routes at `/api/openapi.json`, with a reader at `/api/docs`. */
export function serveOpenApi(app: NestFastifyApplication): void {
  const about = new DocumentBuilder()
    .setTitle('Liuhen 留痕')
    .setDescription('Commands take an Idempotency-Key, and If-Match where they change what others decide on. Errors are problem documents (RFC 9457).')
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addCookieAuth('liuhen')
    .addBearerAuth()
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, about, { operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}` }), {
    jsonDocumentUrl: 'api/openapi.json',
    yamlDocumentUrl: 'api/openapi.yaml',
    customSiteTitle: 'Liuhen API',
  });
}
