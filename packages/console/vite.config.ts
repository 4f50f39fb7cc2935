// How the console is built: hashed files under one path of the server, split by page, with nothing inlined that the
// Content-Security-Policy of the server would refuse.

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/perdure/console/',
  plugins: [react()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
  // `npm run console:dev` serves the sources, and asks the server at its default address.
  server: { proxy: { '^/(2[0-9]{3}-|perdure/(?!console/))': 'http://127.0.0.1:7070' } },
});
