import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type ProxyOptions } from 'vite';
import solid from 'vite-plugin-solid';
import { contentSecurityPolicy } from './content-policy.ts';

/** Pages and API share one origin, so no CORS is needed. The API gets the buyer's address from X-Forwarded-For. */
const proxy: Record<string, ProxyOptions> = {
  '/api': {
    target: process.env['API_URL'] ?? 'http://127.0.0.1:4000',
    rewrite: (path) => path.replace(/^\/api/, ''),
    xfwd: true,
    changeOrigin: false,
  },
};

const port = Number(process.env['WEB_PORT'] ?? 5173);

/** Browsers ask for the icon again at any moment, also while they are offline; as in docker/web.conf. */
const keptIcon: Plugin = {
  name: 'kept-icon',
  configurePreviewServer: ({ middlewares }) => {
    middlewares.use('/icon.svg', (_request, response, next) => {
      response.setHeader('Cache-Control', 'public, max-age=3600');
      next();
    });
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [solid(), keptIcon],
  server: { port, strictPort: true, proxy },
  preview: {
    port,
    strictPort: true,
    proxy,
    headers: {
      'Content-Security-Policy': contentSecurityPolicy(process.env['PAYMENT_PROVIDER']),
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
