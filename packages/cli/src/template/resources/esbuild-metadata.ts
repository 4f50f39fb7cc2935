// `Metadata: { BuildMethod: esbuild, BuildProperties: … }`, as SAM reads it.

import type { BundlingModel } from '../stack-model.ts';
import { isMap, isScalar, type Value, type ValueMap } from '../value.ts';

export function readBundling(metadata: ValueMap): BundlingModel {
  const properties = isMap(metadata.BuildProperties) ? metadata.BuildProperties : {};
  const format = properties.Format;
  return {
    entryPoints: texts(properties.EntryPoints),
    minify: isTrue(properties.Minify, true),
    target: isScalar(properties.Target) ? String(properties.Target) : undefined,
    sourcemap: isTrue(properties.Sourcemap, false),
    sourcesContent: isTrue(properties.SourcesContent, true),
    external: texts(properties.External),
    format: format === 'esm' || format === 'cjs' ? format : undefined,
    mainFields: properties.MainFields === undefined ? undefined : texts(properties.MainFields),
    outExtension: pairs(properties.OutExtension),
    loader: pairs(properties.Loader),
    banner: pairs(properties.Banner),
    footer: pairs(properties.Footer),
    define: pairs(properties.Define),
    keepNames: isTrue(properties.KeepNames, false),
  };
}

const isTrue = (value: Value | undefined, byDefault: boolean): boolean =>
  value === undefined || value === null ? byDefault : String(value) !== 'false';

/** A list, or one text with commas. */
function texts(value: Value | undefined): string[] {
  if (Array.isArray(value)) return value.filter(isScalar).map(String);
  return isScalar(value)
    ? String(value)
        .split(',')
        .map((text) => text.trim())
    : [];
}

/** SAM writes maps as lists of `name=value`; a map is understood as well. */
function pairs(value: Value | undefined): Record<string, string> {
  if (isMap(value)) {
    const entries = Object.entries(value).filter((entry): entry is [string, string] => isScalar(entry[1]));
    return Object.fromEntries(entries.map(([name, text]) => [name, String(text)]));
  }
  const entries = texts(value).map((text) => {
    const [name = '', ...rest] = text.split('=');
    return [name, rest.join('=')] as const;
  });
  return Object.fromEntries(entries);
}
