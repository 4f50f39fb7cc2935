// Names the files that every page needs in the document itself, so that a browser fetches all of them at once: by itself it
// would learn of the larger part of the code from the smaller, and of the fonts from the style sheets.

import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';

const START = 'src/app/start.tsx';
/** The faces in which nearly all of the text is set. */
const earlyFaces = [400, 700].map(
  (weight) => new RegExp(`font-weight:${weight};font-style:normal;src:url\\((font-[0-9a-f]+\\.woff2)\\)`),
);

export function earlyFiles(): Plugin {
  let base = '/';
  return {
    name: 'early-files',
    apply: 'build',
    configResolved(config) {
      base = config.base;
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const code = codeOfStart(bundle);
        const styles = code.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]);
        const tags: HtmlTagDescriptor[] = [
          // Not `modulepreload`, for which browsers compile as soon as the file is there: the first script would wait for it.
          ...code.map(({ fileName }) => link('preload', fileName, { as: 'script' })),
          ...styles.map((fileName) => link('preload', fileName, { as: 'style' })),
          ...fontsIn(bundle).map((fileName) => link('preload', fileName, { as: 'font', type: 'font/woff2' })),
        ];
        return tags.filter(({ attrs }) => !html.includes(String(attrs?.href)));
      },
    },
  };

  function link(rel: string, fileName: string, more: Record<string, string> = {}): HtmlTagDescriptor {
    return {
      tag: 'link',
      attrs: { rel, crossorigin: true, href: base + fileName, ...more },
      injectTo: 'head',
    };
  }
}

type Bundle = Rolldown.OutputBundle;

/** The chunk that shows the console, and all that it imports. */
function codeOfStart(bundle: Bundle): Rolldown.OutputChunk[] {
  const found = new Map<string, Rolldown.OutputChunk>();
  const visit = (chunk: Bundle[string] | undefined): void => {
    if (chunk?.type !== 'chunk' || found.has(chunk.fileName)) return;
    found.set(chunk.fileName, chunk);
    for (const name of chunk.imports) visit(bundle[name]);
  };
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  visit(chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(START))));
  return [...found.values()];
}

function fontsIn(bundle: Bundle): string[] {
  const sheets = Object.values(bundle)
    .filter((file) => file.type === 'asset' && file.fileName.endsWith('.css'))
    .map((file) => (file.type === 'asset' ? String(file.source) : ''));
  return earlyFaces.flatMap((face) =>
    sheets.flatMap((sheet) => face.exec(sheet)?.slice(1) ?? []).map((name) => `assets/${name}`),
  );
}
