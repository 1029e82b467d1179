import { Controller, Get, Header, Headers, Inject, type OnModuleInit, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { mayAccess, Needs, requireAccess } from '#access';
import { type Actor, RefusedError } from '#event-store';
import { type ApiRequest, CurrentActor, idParam, jsonSchema, QueryAnswer, signedInOf } from '#wire';
import type { FastifyInstance } from 'fastify';
import { v5 as uuid } from 'uuid';
import { z } from 'zod';
import { type DocumentInfo, DOCUMENTS, type DocumentStore } from './document-store.ts';

/** The largest document, in bytes. */
export const documentLimit = 20 * 1024 * 1024;

/** What may be uploaded: papers, sheets, pictures. Sent back only as a download, never shown by the server's name. */
export const documentTypes = [
  'application/pdf',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/ofd',
  'image/jpeg',
  'image/png',
  'text/plain',
] as const;

const DOCUMENT_KEYS = '6f2a1c1e-2d57-5f0e-9a43-0c5d8c0a7b11';
const KEY = /^[\x21-\x7e]{1,200}$/;
const stored = z.strictObject({ documentId: z.uuid(), sha256: z.string(), size: z.int(), type: z.string(), name: z.string().nullable() });
type Stored = z.infer<typeof stored>;

/** Uploads and downloads. The body is the file itself; its name comes URI-encoded in `X-File-Name`. */
@ApiTags('documents')
@Controller('documents')
export class DocumentsController implements OnModuleInit {
  constructor(
    @Inject(DOCUMENTS) private readonly documents: DocumentStore,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  /** Fastify reads no body but JSON by itself; what is not in the list stays 415. */
  onModuleInit(): void {
    // The worker has the controllers too, and no server.
    const server = (this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | null)?.getInstance<FastifyInstance>();
    if (!server) return;
    const types = documentTypes.filter((type) => !server.hasContentTypeParser(type));
    if (server.hasContentTypeParser('text/plain')) server.removeContentTypeParser('text/plain');
    const all = types.includes('text/plain') ? types : [...types, 'text/plain'];
    server.addContentTypeParser([...all], { parseAs: 'buffer', bodyLimit: documentLimit }, (_request, body, done) => done(null, body));
  }

  @Post()
  @Needs('deal.attach')
  @ApiOperation({ summary: 'upload a document' })
  @ApiConsumes(...documentTypes)
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiHeader({ name: 'X-File-Name', required: true, description: 'the file name, URI-encoded UTF-8' })
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 201, description: 'stored', schema: jsonSchema(stored, 'output') })
  async upload(@Req() request: ApiRequest, @Headers('idempotency-key') key?: string, @Headers('x-file-name') encoded?: string): Promise<Stored> {
    const { account, actor } = signedInOf(request);
    requireAccess(actor, 'deal.attach');
    if (key === undefined) throw new RefusedError('malformed', 'wire.idempotency-key-missing');
    if (!KEY.test(key)) throw new RefusedError('malformed', 'wire.idempotency-key-malformed');
    if (!Buffer.isBuffer(request.body) || request.body.length === 0) throw new RefusedError('malformed', 'document.empty');
    const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    const document = { id: uuid(`${account}/${key}`, DOCUMENT_KEYS), name: fileName(encoded), type, account, unit: actor.unit };
    return shown(await this.documents.store(document, request.body));
  }

  @Get(':id')
  @Needs('deal.read')
  @ApiProduces('application/octet-stream')
  @QueryAnswer(z.string(), { summary: 'download a document' })
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'private, no-store')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  async download(@Param('id', idParam('document.unknown')) id: string, @CurrentActor() actor: Actor): Promise<StreamableFile> {
    const { unit, account } = await this.documents.describe(id);
    // Who may not read it does not learn that it is there.
    if (account !== actor.account && !mayAccess(actor, 'deal.read', { unit, accounts: [account] })) throw new RefusedError('not-found', 'document.unknown', { id });
    const { info, bytes } = await this.documents.read(id);
    return download(info, bytes);
  }
}

/** A document as the answer of a route: always a download, under its own name. */
export function download(info: DocumentInfo, bytes: Buffer): StreamableFile {
  const name = encodeURIComponent(info.name ?? info.id).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return new StreamableFile(bytes, { type: 'application/octet-stream', length: bytes.length, disposition: `attachment; filename*=UTF-8''${name}` });
}

function shown({ id, sha256, size, type, name }: DocumentInfo): Stored {
  return { documentId: id, sha256, size, type, name };
}

function fileName(encoded = ''): string {
  try {
    const name = decodeURIComponent(encoded).normalize('NFC').replace(/[\p{Cc}\p{Surrogate}/\\]/gu, ' ').trim();
    if (name.length > 0 && name.length <= 200) return name;
  } catch {
    // Not URI-encoded: answered like a name that is missing.
  }
  throw new RefusedError('malformed', 'document.name-missing');
}
