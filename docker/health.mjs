// `node docker/health.mjs <url>`: ends with 0 when the address answers with 2xx within 4 s, as container health checks want it.
const { ok } = await fetch(process.argv[2] ?? '', { signal: AbortSignal.timeout(4000) }).catch(() => ({ ok: false }));
process.exit(ok ? 0 : 1);
