import { fileURLToPath } from 'node:url';
import { defineConfig, type ProxyOptions } from 'vite';
import solid from 'vite-plugin-solid';

/** The page and the API share one origin, so nothing needs CORS; the API learns the buyer's address from X-Forwarded-For. */
const proxy: Record<string, ProxyOptions> = {
  '/api': {
    target: process.env['API_URL'] ?? 'http://127.0.0.1:4000',
    rewrite: (path) => path.replace(/^\/api/, ''),
    xfwd: true,
    changeOrigin: false,
  },
};

const port = Number(process.env['WEB_PORT'] ?? 5173);

/** Built pages only: while developing, Vite itself needs inline scripts and a socket. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [solid()],
  server: { port, strictPort: true, proxy },
  preview: {
    port,
    strictPort: true,
    proxy,
    headers: {
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
    },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
