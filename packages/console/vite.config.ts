// How the console is built: hashed files under one path of the server, split by page, with nothing inlined that the
// Content-Security-Policy of the server would refuse.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { chunkGroups } from './build/chunks.ts';
import { earlyFiles } from './build/early-files.ts';
import { fontsAsFiles } from './build/fonts-as-files.ts';

/**
 * The names of the design system's variables carry a hash that changes with its releases, and the package of tokens is
 * released apart. So its types are used, with the names that the components of this release bring.
 */
const tokens = join(
  dirname(fileURLToPath(import.meta.resolve('@cloudscape-design/components'))),
  'internal/generated/styles/tokens.js',
);

export default defineConfig({
  base: '/perdure/console/',
  plugins: [react(), fontsAsFiles(), earlyFiles()],
  resolve: { alias: { '@cloudscape-design/design-tokens': tokens } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { output: { codeSplitting: { groups: chunkGroups() } } },
  },
  // `npm run console:dev` serves the sources, and asks the server at its default address.
  server: { proxy: { '^/(2[0-9]{3}-|perdure/(?!console/))': 'http://127.0.0.1:7070' } },
});
