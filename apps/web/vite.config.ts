import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env['API_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../../dist/apps/web',
    emptyOutDir: true,
    target: 'es2022',
    // Ant Design alone is above the default; what is heavy and rare (charts) is a chunk of its own.
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { '/api': { target: api, changeOrigin: false } } },
});
