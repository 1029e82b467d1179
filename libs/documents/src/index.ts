export { type DocumentInfo, DOCUMENTS, type DocumentStore, type NewDocument, documentSubject, openDocumentStore } from './document-store.ts';
export { documentLimit, documentTypes, download } from './documents.controller.ts';
export { DocumentsModule, documentsModule } from './documents.module.ts';
