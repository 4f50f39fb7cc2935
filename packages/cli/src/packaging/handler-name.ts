// `src/app.handler` is the export `handler` of the module `src/app`.

export interface HandlerName {
  module: string;
  exportName: string;
}

export function parseHandler(handler: string): HandlerName | undefined {
  const [, module, exportName] = /^((?:.*\/)?[^./]+)\.(.+)$/.exec(handler) ?? [];
  return module === undefined || exportName === undefined ? undefined : { module, exportName };
}
