// Puts included files in their place: the body of an API, and the parts that AWS::Include asks for.

import type { Problems } from '../problems.ts';
import type { IncludedFiles } from '../reading/included-files.ts';
import { readTemplate } from '../reading/read-template.ts';
import type { ResourceDeclaration } from '../reading/template-sections.ts';
import { isMap, type Path, type Value, type ValueMap } from '../value.ts';

const INCLUDE = 'AWS::Include';
const apiTypes = ['AWS::Serverless::Api', 'AWS::Serverless::HttpApi'];

export function includeFiles(
  resource: ResourceDeclaration,
  files: IncludedFiles,
  problems: Problems,
): ResourceDeclaration {
  const path = [...resource.path, 'Properties'];
  const { DefinitionUri, ...properties } = included(resource.properties, path, files, problems);
  if (!apiTypes.includes(resource.type) || DefinitionUri === undefined)
    return {
      ...resource,
      properties: { ...properties, ...(DefinitionUri !== undefined && { DefinitionUri }) },
    };
  const body = fileAt(DefinitionUri, [...path, 'DefinitionUri'], files, problems);
  return { ...resource, properties: { ...properties, DefinitionBody: body } };
}

function included(map: ValueMap, path: Path, files: IncludedFiles, problems: Problems): ValueMap {
  return Object.fromEntries(
    Object.entries(map).flatMap(([name, value]): [string, Value][] => {
      if (name !== 'Fn::Transform') return [[name, includedIn(value, [...path, name], files, problems)]];
      return Object.entries(includeOf(value, [...path, name], files, problems));
    }),
  );
}

function includedIn(value: Value, path: Path, files: IncludedFiles, problems: Problems): Value {
  if (Array.isArray(value))
    return value.map((item, index) => includedIn(item, [...path, index], files, problems));
  return isMap(value) ? included(value, path, files, problems) : value;
}

function includeOf(value: Value, path: Path, files: IncludedFiles, problems: Problems): ValueMap {
  const [name, parameters] = isMap(value) ? [value.Name, value.Parameters] : [];
  if (name === INCLUDE && isMap(parameters))
    return fileAt(parameters.Location, [...path, 'Parameters', 'Location'], files, problems);
  problems.add(path, 'Fn::Transform needs a macro of AWS; write its result into the template.');
  return {};
}

function fileAt(name: Value | undefined, path: Path, files: IncludedFiles, problems: Problems): ValueMap {
  const text = typeof name === 'string' ? files.get(name) : undefined;
  if (typeof name === 'string' && text !== undefined) return readTemplate(name, text).value;
  const shown = typeof name === 'string' ? name : 'what it names';
  problems.add(path, `${shown} is no file (.yaml, .yml or .json) in the template's directory.`);
  return {};
}
