// Velocity templates of `aws` and `mock` integrations, with the variables that API Gateway gives them.

import { parse, render } from 'velocityjs';
import { parseJsonPath, partAt } from '../json-path.ts';

export interface TemplateScope {
  /** What `$input` reads: the body of the request, or what the integration answered. */
  readonly body: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly context: object;
  readonly stageVariables: Readonly<Record<string, string>>;
}

/** What is wrong with a template, in the words of its parser. */
export function templateProblem(template: string): string | undefined {
  try {
    parse(template);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n', 1)[0] : 'syntax error';
  }
}

export function renderTemplate(template: string, scope: TemplateScope): string {
  return render(template, {
    input: inputOf(scope),
    context: scope.context,
    stageVariables: scope.stageVariables,
    util,
  });
}

function inputOf({ body, pathParameters, query, headers }: TemplateScope): object {
  const json = parsed(body);
  const at = (path: string): unknown => {
    const steps = parseJsonPath(path);
    return steps === undefined ? undefined : partAt(json, steps);
  };
  return {
    body,
    path: (path: string) => at(path) ?? '',
    json: (path: string) => JSON.stringify(at(path) ?? ''),
    params: (name?: string) =>
      name === undefined
        ? { path: pathParameters, querystring: query, header: headers }
        : (pathParameters[name] ?? query[name] ?? headers[name] ?? ''),
  };
}

const util = {
  /** The inside of a JSON string. The single quote is escaped too, as API Gateway does, though JSON does not know that. */
  escapeJavaScript: (text: unknown) => JSON.stringify(String(text)).slice(1, -1).replaceAll("'", "\\'"),
  parseJson: (text: unknown) => parsed(String(text)),
  urlEncode: (text: unknown) => encodeURIComponent(String(text)),
  urlDecode: (text: unknown) => decodeURIComponent(String(text)),
  base64Encode: (text: unknown) => Buffer.from(String(text)).toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text), 'base64').toString('utf8'),
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
