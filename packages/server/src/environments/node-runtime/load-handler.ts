// Finds the function to call: `_HANDLER` names a file and an export, as `src/orders.handler` or `index.api.handler`.

import { statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './error-report.ts';
import type { LambdaContext } from './invocation-context.ts';

export type HandlerCallback = (error?: unknown, result?: unknown) => void;
export type Handler = (event: unknown, context: LambdaContext, callback: HandlerCallback) => unknown;

const handlerPattern = /^([^.]+)\.(.+)$/;
/** In the order in which Lambda looks; sources come last, so that a build beside its source wins. */
const extensions = ['', '.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];

/** Rejects with a RuntimeError of the type that Lambda gives, or with what the module threw while it was loaded. */
export async function loadHandler(taskRoot: string, handlerName: string): Promise<Handler> {
  const baseStart = handlerName.lastIndexOf('/') + 1;
  const match = handlerPattern.exec(handlerName.slice(baseStart));
  const [, fileName = '', exportPath = ''] = match ?? [];
  const modulePath = resolve(taskRoot, handlerName.slice(0, baseStart), fileName);
  if (match === null || !isInside(taskRoot, modulePath)) {
    throw new RuntimeError(
      'Runtime.MalformedHandlerName',
      `Bad handler '${handlerName}': it must name a file and an export, such as index.handler.`,
    );
  }
  const module = await importModule(findFile(modulePath, handlerName));
  const handler = findExport(module, exportPath.split('.'));
  if (typeof handler !== 'function') {
    throw new RuntimeError(
      'Runtime.HandlerNotFound',
      handler === undefined
        ? `${handlerName} is undefined or not exported`
        : `${handlerName} is not a function`,
    );
  }
  return handler as Handler;
}

function isInside(folder: string, path: string): boolean {
  return join(dirname(path), sep).startsWith(join(folder, sep));
}

function findFile(modulePath: string, handlerName: string): string {
  for (const extension of extensions) {
    const file = modulePath + extension;
    // A folder `orders` beside `orders.js` is not the module.
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  }
  throw new RuntimeError(
    'Runtime.ImportModuleError',
    `Error: Cannot find module '${handlerName.slice(0, handlerName.indexOf('.', handlerName.lastIndexOf('/') + 1))}': the code has no such file with one of the endings ${extensions.slice(1).join(', ')}.`,
  );
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, {
        cause: error,
      });
    }
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
      throw new RuntimeError('Runtime.ImportModuleError', `${error}${hintFor(String(error))}`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** Lambda's own runtime brings the AWS SDK along, so code written for it often does not. */
const hintFor = (message: string): string =>
  /'@(aws-sdk|smithy)\//.test(message)
    ? '. The AWS SDK is not part of this runtime: bundle it with the code.'
    : '';

/** Exports of CommonJS that its lexer did not see are found on the default export, which is `module.exports`. */
function findExport(module: Record<string, unknown>, path: readonly string[]): unknown {
  return follow(module, path) ?? follow(module.default, path);
}

function follow(start: unknown, path: readonly string[]): unknown {
  let value = start;
  for (const name of path) {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
