// The sections of a template, with their shape checked and their intrinsics still unresolved.

import { meantText } from '../../names/nearest-name.ts';
import type { Problems } from '../problems.ts';
import { isMap, kindOf, type Path, type Value, type ValueMap } from '../value.ts';
import type { TemplateText } from './read-template.ts';

export interface ResourceDeclaration {
  logicalId: string;
  type: string;
  properties: ValueMap;
  metadata: ValueMap;
  /** Name of the condition under which it exists. */
  condition: string | undefined;
  dependsOn: readonly string[];
  /** Kept when it leaves the template, instead of deleted. */
  isRetained: boolean;
  /** Of the resource in the template; of the one it was made from, if a transform made it. */
  path: Path;
}

export interface OutputDeclaration {
  name: string;
  value: Value;
  description: string | undefined;
  condition: string | undefined;
  exportName: Value | undefined;
  path: Path;
}

export interface TemplateSections {
  file: string;
  description: string | undefined;
  transforms: readonly string[];
  globals: ValueMap;
  parameters: ValueMap;
  mappings: ValueMap;
  conditions: ValueMap;
  resources: readonly ResourceDeclaration[];
  outputs: readonly OutputDeclaration[];
  /** Assertions about parameters, which a console shows; nothing here reads them. */
  hasRules: boolean;
}

const sectionNames = [
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Globals',
  'Hooks',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
] as const;
type SectionName = (typeof sectionNames)[number];

const resourceMembers = [
  'Condition',
  'Connectors',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Description',
  'IgnoreGlobals',
  'Metadata',
  'Properties',
  'Type',
  'UpdatePolicy',
  'UpdateReplacePolicy',
];

const logicalIdPattern = /^[A-Za-z0-9]+$/;

/** Throws TemplateFailure when a section has not the shape of one. */
export function readSections({ file, value, problems }: TemplateText): TemplateSections {
  for (const name of Object.keys(value)) {
    if (!sectionNames.some((known) => known === name))
      problems.add([name], `${name} is not a section of a template.${meantText(name, sectionNames)}`);
  }
  const section = (name: SectionName) => mapAt(value, name, [], problems);
  if (value.Resources === undefined) problems.add([], 'The template has no section Resources.');
  const description = value.Description;
  const sections: TemplateSections = {
    file,
    description: typeof description === 'string' ? description : undefined,
    transforms: textsAt(value, 'Transform', [], problems),
    globals: section('Globals'),
    parameters: section('Parameters'),
    mappings: section('Mappings'),
    conditions: section('Conditions'),
    resources: Object.entries(section('Resources')).flatMap(([logicalId, body]) =>
      readResource(logicalId, body, problems),
    ),
    outputs: Object.entries(section('Outputs')).flatMap(([name, body]) => readOutput(name, body, problems)),
    hasRules: isMap(value.Rules),
  };
  problems.throwIfAny();
  return sections;
}

function readResource(logicalId: string, body: Value, problems: Problems): ResourceDeclaration[] {
  const path = ['Resources', logicalId];
  if (!logicalIdPattern.test(logicalId))
    problems.add(path, `The name of a resource has only letters and digits; ${logicalId} has others.`);
  if (!isMap(body)) {
    problems.add(path, `Resource ${logicalId} is ${kindOf(body)}, not a map with Type and Properties.`);
    return [];
  }
  if (typeof body.Type !== 'string') {
    problems.add(path, `Resource ${logicalId} has no Type.`);
    return [];
  }
  for (const name of Object.keys(body)) {
    if (!resourceMembers.includes(name))
      problems.add(
        [...path, name],
        `Resource ${logicalId}: ${name} does not belong here.${meantText(name, resourceMembers)}`,
      );
  }
  return [
    {
      logicalId,
      type: body.Type,
      properties: mapAt(body, 'Properties', path, problems),
      metadata: mapAt(body, 'Metadata', path, problems),
      condition: optionalText(body, 'Condition', path, problems),
      dependsOn: textsAt(body, 'DependsOn', path, problems),
      isRetained: typeof body.DeletionPolicy === 'string' && body.DeletionPolicy.startsWith('Retain'),
      path,
    },
  ];
}

function readOutput(name: string, body: Value, problems: Problems): OutputDeclaration[] {
  const path = ['Outputs', name];
  const value = isMap(body) ? body.Value : undefined;
  if (!isMap(body) || value === undefined) {
    problems.add(path, `Output ${name} has no Value.`);
    return [];
  }
  const description = body.Description;
  return [
    {
      name,
      value,
      description: typeof description === 'string' ? description : undefined,
      condition: optionalText(body, 'Condition', path, problems),
      exportName: isMap(body.Export) ? body.Export.Name : undefined,
      path,
    },
  ];
}

function mapAt(parent: ValueMap, name: string, path: Path, problems: Problems): ValueMap {
  const value = parent[name];
  if (value === undefined || value === null) return {};
  if (isMap(value)) return value;
  problems.add([...path, name], `${name} is ${kindOf(value)}; it must be a map.`);
  return {};
}

function textsAt(parent: ValueMap, name: string, path: Path, problems: Problems): string[] {
  const value = parent[name];
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? value : [value];
  return items.flatMap((item, index) => {
    if (typeof item === 'string') return [item];
    // The one transform with parameters: `{ Name: AWS::Include, Parameters: … }`.
    if (isMap(item) && typeof item.Name === 'string') return [item.Name];
    problems.add([...path, name, index], `${name} holds ${kindOf(item)}; it takes names.`);
    return [];
  });
}

function optionalText(parent: ValueMap, name: string, path: Path, problems: Problems): string | undefined {
  const value = parent[name];
  if (value === undefined || typeof value === 'string') return value;
  problems.add([...path, name], `${name} is ${kindOf(value)}; it must be text.`);
  return undefined;
}
