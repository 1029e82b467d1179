import { type DynamicModule, Module } from '@nestjs/common';
import { VAULT, type Vault } from '#vault';
import { DOCUMENTS, openDocumentStore } from './document-store.ts';
import { DocumentsController } from './documents.controller.ts';

/** Uploads and downloads; needs a global provider of `VAULT`. */
@Module({})
export class DocumentsModule {}

/** The global module that keeps documents in a directory (below `DATA_DIR`). */
export const documentsModule = ({ directory }: { readonly directory: string }): DynamicModule => ({
  module: DocumentsModule,
  global: true,
  controllers: [DocumentsController],
  providers: [{ provide: DOCUMENTS, inject: [VAULT], useFactory: (vault: Vault) => openDocumentStore(directory, vault) }],
  exports: [DOCUMENTS],
});
