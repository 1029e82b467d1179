export { dump, fingerprint, type TableDump } from '#read-side';
