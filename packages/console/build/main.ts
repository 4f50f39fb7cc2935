// `npm run console:build`, and the end of `npm ci`: builds the console if its sources have changed.

const began = performance.now();
// Loaded late: an installation without development dependencies has no Vite, and brings the console built.
const builder = await import('./build-console.ts').catch((error: unknown) => {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
  throw error;
});
if (builder === undefined) console.log('The console is not built: Vite is not installed here.');
else if (await builder.buildConsole()) {
  console.log(`The console is built, in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}
