// The section Globals: what all resources of a kind have unless they say otherwise.

import { meantText } from '../../names/nearest-name.ts';
import type { Problems } from '../problems.ts';
import { intrinsicOf, isMap, kindOf, type Value, type ValueMap } from '../value.ts';

const resourceTypes: Readonly<Record<string, string>> = {
  Function: 'AWS::Serverless::Function',
  Api: 'AWS::Serverless::Api',
  HttpApi: 'AWS::Serverless::HttpApi',
  SimpleTable: 'AWS::Serverless::SimpleTable',
  StateMachine: 'AWS::Serverless::StateMachine',
  LayerVersion: 'AWS::Serverless::LayerVersion',
  CapacityProvider: 'AWS::Serverless::CapacityProvider',
  WebSocketApi: 'AWS::Serverless::WebSocketApi',
};

export class Globals {
  readonly #byType = new Map<string, ValueMap>();

  constructor(section: ValueMap, problems: Problems) {
    for (const [name, values] of Object.entries(section)) {
      const type = resourceTypes[name];
      if (type === undefined) {
        const message = `Globals has no ${name}.${meantText(name, Object.keys(resourceTypes))}`;
        problems.add(['Globals', name], message);
      } else if (isMap(values)) this.#byType.set(type, values);
      else problems.add(['Globals', name], `Globals.${name} is ${kindOf(values)}; it must be a map.`);
    }
  }

  of(type: string): ValueMap {
    return this.#byType.get(type) ?? {};
  }

  /** The properties of a resource of this type with what is global added. */
  merge(type: string, properties: ValueMap): ValueMap {
    return mergeMaps(this.of(type), properties);
  }
}

/** Maps are merged, lists are joined, and of anything else the resource's own comes first. */
function mergeMaps(global: ValueMap, own: ValueMap): ValueMap {
  const merged: ValueMap = { ...global, ...own };
  for (const [name, value] of Object.entries(own)) {
    const shared = global[name];
    if (shared !== undefined) merged[name] = mergeValues(shared, value);
  }
  return merged;
}

function mergeValues(global: Value, own: Value): Value {
  if (isPlainMap(global) && isPlainMap(own)) return mergeMaps(global, own);
  if (Array.isArray(global) && Array.isArray(own)) return [...global, ...own];
  return own;
}

/** An intrinsic is one value, although it is written as a map. */
const isPlainMap = (value: Value): value is ValueMap => isMap(value) && intrinsicOf(value) === undefined;
