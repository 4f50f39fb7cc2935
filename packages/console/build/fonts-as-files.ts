// The design system brings its fonts inside of a style sheet, all eight of them, although a page uses two or three. Here each
// becomes a file of its own, so that a browser fetches what it shows, beside everything else, and the style sheet is small.

import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

const inlined = /url\(["']?data:font\/woff2;base64,([A-Za-z0-9+/=]+)["']?\)/g;
const hashChars = 8;

export function fontsAsFiles(): Plugin {
  return {
    name: 'fonts-as-files',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
        file.source = String(file.source).replace(inlined, (_match, base64: string) => {
          const source = Buffer.from(base64, 'base64');
          const hash = createHash('sha256').update(source).digest('hex').slice(0, hashChars);
          this.emitFile({ type: 'asset', fileName: `assets/font-${hash}.woff2`, source });
          return `url(font-${hash}.woff2)`;
        });
      }
    },
  };
}
