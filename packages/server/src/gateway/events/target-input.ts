// What a target gets in the place of the whole event: a constant, a part of the event, or a template filled from it.

import type { StackRuleTarget } from '@perdure/protocol';
import { isJson } from '../is-json.ts';
import { type JsonPath, parseJsonPath, partAt } from '../json-path.ts';

/** Makes the JSON text that a target gets. */
export type TargetInput = (event: object, ruleArn: string) => string;

const placeholder = /<([\w.-]+)>/g;

/** What is wrong with the input of a target, if anything is. */
export function targetInputProblem(target: StackRuleTarget): string | undefined {
  const { Input, InputPath, InputTransformer } = target;
  if ([Input, InputPath, InputTransformer].filter((given) => given !== undefined).length > 1) {
    return 'it has more than one of Input, InputPath and InputTransformer';
  }
  if (Input !== undefined && !isJson(Input)) return 'its Input is not JSON';
  if (InputPath !== undefined && parseJsonPath(InputPath) === undefined) return malformedPath(InputPath);
  if (InputTransformer === undefined) return undefined;
  const { InputPathsMap = {}, InputTemplate } = InputTransformer;
  const broken = Object.values(InputPathsMap).find((path) => parseJsonPath(path) === undefined);
  if (broken !== undefined) return malformedPath(broken);
  const unknown = [...InputTemplate.matchAll(placeholder)]
    .map(([, name = '']) => name)
    .find((name) => !Object.hasOwn(InputPathsMap, name) && !name.startsWith('aws.events.'));
  return unknown === undefined ? undefined : `its template has <${unknown}>, which InputPathsMap does not`;
}

const malformedPath = (path: string): string => `${path} is no path; write it as $.detail.orderId`;

export function targetInput({ Input, InputPath, InputTransformer }: StackRuleTarget): TargetInput {
  if (Input !== undefined) return () => Input;
  if (InputPath !== undefined) {
    const path = parseJsonPath(InputPath) ?? [];
    return (event) => JSON.stringify(partAt(event, path) ?? null);
  }
  if (InputTransformer === undefined) return (event) => JSON.stringify(event);
  const { InputPathsMap = {}, InputTemplate } = InputTransformer;
  const paths = new Map<string, JsonPath>(
    Object.entries(InputPathsMap).map(([name, path]) => [name, parseJsonPath(path) ?? []]),
  );
  return (event, ruleArn) => fill(InputTemplate, (name) => variable(name, paths, event, ruleArn));
}

/** A variable of the template: one of its own, or one of EventBridge's. */
function variable(
  name: string,
  paths: ReadonlyMap<string, JsonPath>,
  event: object,
  ruleArn: string,
): unknown {
  const path = paths.get(name);
  if (path !== undefined) return partAt(event, path) ?? '';
  switch (name) {
    case 'aws.events.rule-arn':
      return ruleArn;
    case 'aws.events.rule-name':
      return ruleArn.slice(ruleArn.lastIndexOf('/') + 1);
    case 'aws.events.event':
    case 'aws.events.event.json':
      return event;
    case 'aws.events.event.ingestion-time':
      return partAt(event, ['time']);
    default:
      return '';
  }
}

/**
 * The template with its variables filled in. Within quotes a text is put in escaped; outside, a value is put in as JSON.
 * A template that does not give JSON is a text, and is sent as one.
 */
function fill(template: string, value: (name: string) => unknown): string {
  let isQuoted = false;
  const filled = template.replaceAll(/\\.|"|<([\w.-]+)>/g, (token: string, name: string | undefined) => {
    if (token === '"') isQuoted = !isQuoted;
    if (name === undefined) return token;
    const found = value(name);
    if (!isQuoted) return JSON.stringify(found);
    return JSON.stringify(typeof found === 'string' ? found : JSON.stringify(found)).slice(1, -1);
  });
  return isJson(filled) ? filled : JSON.stringify(filled);
}
