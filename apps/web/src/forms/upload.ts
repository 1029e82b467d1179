import { answerOf } from '../api/client.ts';

/** An uploaded document as forms hold it. */
export type Uploaded = { readonly documentId: string; readonly sha256: string; readonly size: number; readonly name: string };

const TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf', doc: 'application/msword', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation', ofd: 'application/ofd',
  jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', txt: 'text/plain',
};

/** What a file chooser offers. */
export const ACCEPT = Object.keys(TYPES).map((ending) => `.${ending}`).join(',');

/** The largest document the server takes, in bytes. */
export const LARGEST = 20 * 1024 * 1024;

/** Uploads a file; the key makes a repeat of the same upload the same document. */
export function upload(file: File, key: string): Promise<Uploaded> {
  const type = TYPES[file.name.split('.').at(-1)?.toLowerCase() ?? ''] ?? file.type;
  return answerOf<Uploaded>(send(file, type, key));
}

async function send(file: File, type: string, key: string): Promise<{ data?: unknown; error?: unknown; response: Response }> {
  const headers = { 'content-type': type, 'idempotency-key': key, 'x-file-name': encodeURIComponent(file.name) };
  const response = await fetch('/api/v1/documents', { method: 'POST', credentials: 'same-origin', headers, body: file });
  const body: unknown = await response.json().catch(() => undefined);
  return response.ok ? { data: body, response } : { error: body, response };
}

/** A size for the eye. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
