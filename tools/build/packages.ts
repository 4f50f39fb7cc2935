// Which packages are published, and which are bundled into those.

export const publishedNames = ['sdk', 'testing', 'eslint-plugin'] as const;

const published = new Set<string>(publishedNames.map((name) => `@perdure/${name}`));

/** `@scope/name/deep` is of the package `@scope/name`. */
export const packageOf = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** Whether what is imported belongs to the workspace and is not published by itself. */
export const isBundled = (specifier: string): boolean =>
  specifier.startsWith('@perdure/') && !published.has(packageOf(specifier));
