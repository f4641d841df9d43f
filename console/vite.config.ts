import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';

// The broker serves dist/ under `Content-Security-Policy: default-src 'self'`: nothing may be inline,
// neither script nor style nor a picture as a data: address.
export default defineConfig({
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    // `npm run dev` beside a broker on its default port.
    proxy: { '/api': { target: 'http://127.0.0.1:8440', ws: true } },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
});
