// From the text of a template to the model of a stack.
//
//   text ─▶ sections ─▶ parameters, conditions ─▶ what does not depend on resources, resolved
//        ─▶ SAM's resources expanded ─▶ order, circles ─▶ names, addresses, attributes ─▶ model
//
// Each stage reports all of its problems and only then the next one begins. Nothing here reads files or asks a server: where code
// lies is a path in the model.

import type { Problems } from './problems.ts';
import type { IncludedFiles } from './reading/included-files.ts';
import { readTemplate } from './reading/read-template.ts';
import {
  type ResourceDeclaration,
  readSections,
  type TemplateSections,
} from './reading/template-sections.ts';
import { BaseScope, type StackIdentity } from './resolving/base-scope.ts';
import { dependencyOrder } from './resolving/dependency-order.ts';
import { includeFiles } from './resolving/include-files.ts';
import { type ParameterValue, readParameters } from './resolving/parameters.ts';
import { PartialResolver } from './resolving/partial.ts';
import { Resolver } from './resolving/resolver.ts';
import { StackScope } from './resolving/stack-scope.ts';
import { checkTargets } from './resources/check-targets.ts';
import { LocalAddresses } from './resources/local-addresses.ts';
import { noteElsewhere } from './resources/note-elsewhere.ts';
import { readEventBuses, readRules, readSchedules } from './resources/read-events.ts';
import { readFunctionUrls } from './resources/read-function-urls.ts';
import { readFunctions } from './resources/read-functions.ts';
import { readHttpApis } from './resources/read-http-apis.ts';
import { readOutputs } from './resources/read-outputs.ts';
import { readPermissions } from './resources/read-permissions.ts';
import { readRestApis } from './resources/read-rest-apis.ts';
import { readRoles } from './resources/read-roles.ts';
import { readTables } from './resources/read-tables.ts';
import { ResolvedResources } from './resources/resolved-resource.ts';
import { type Transformed, transformServerless } from './sam/transform.ts';
import type { StackModel } from './stack-model.ts';

export interface StackSource {
  /** As the person named it, for messages. */
  file: string;
  text: string;
  /** Files that the template includes, by the names that it gives them. */
  files?: IncludedFiles;
  identity: StackIdentity;
  parameterOverrides: Readonly<Record<string, string>>;
  /** `Topic` or `Api.Endpoint` to its value, for resources that are not run here. */
  resourceValues: Readonly<Record<string, string>>;
  /** Logical ids of resources to leave out. */
  skipped: readonly string[];
  /** What other stacks of the server export. */
  imports: ReadonlyMap<string, string>;
}

const SERVERLESS = 'AWS::Serverless-2016-10-31';
const understood = [SERVERLESS, 'AWS::LanguageExtensions'];
const SECRET_MASK = '****';

export interface ReadStack {
  model: StackModel;
  /** For what is found wrong with what the template names, such as code. */
  problems: Problems;
}

/** Throws TemplateFailure with every problem of the stage that found some. */
export function readStack(source: StackSource): ReadStack {
  const text = readTemplate(source.file, source.text);
  const { problems } = text;
  const sections = readSections(text);
  const parameters = readParameters(sections.parameters, source.parameterOverrides, problems);
  problems.throwIfAny();
  const base = new BaseScope(sections, parameters, source.identity, source.imports, problems);
  const declared = declaredResources(sections, base, source, problems);
  problems.throwIfAny();
  const { resources, standIns } = transform(sections, declared, base, problems);
  const absent = new Set(sections.resources.map(({ logicalId }) => logicalId));
  const ordered = dependencyOrder(resources, standIns, absent, problems);
  problems.throwIfAny();
  const scope = new StackScope({
    base,
    identity: source.identity,
    resources: ordered,
    standIns,
    given: source.resourceValues,
    problems,
  });
  const model = modelOf(source, { sections, parameters, base, scope, ordered, problems });
  return { model, problems };
}

interface Settled {
  sections: TemplateSections;
  parameters: ReadonlyMap<string, ParameterValue>;
  base: BaseScope;
  scope: StackScope;
  ordered: readonly ResourceDeclaration[];
  problems: Problems;
}

/** The resources whose condition holds, with everything resolved that does not depend on a resource. */
function declaredResources(
  sections: TemplateSections,
  base: BaseScope,
  { skipped, files = new Map() }: StackSource,
  problems: Problems,
): ResourceDeclaration[] {
  const partial = new PartialResolver(new Resolver(base, problems), base);
  for (const name of sections.transforms) {
    if (!understood.includes(name))
      problems.add(
        ['Transform'],
        `${name} is a macro of AWS, which cannot run here; write its result into the template.`,
      );
  }
  const ids = sections.resources.map(({ logicalId }) => logicalId);
  for (const name of skipped.filter((skip) => !ids.includes(skip)))
    problems.add(['Resources'], `There is no resource ${name} to leave out.`);
  return sections.resources
    .filter(({ logicalId }) => !skipped.includes(logicalId))
    .filter(
      ({ condition, path }) => condition === undefined || base.condition(condition, [...path, 'Condition']),
    )
    .map((resource) => includeFiles(resource, files, problems))
    .map((resource) => ({
      ...resource,
      properties: partial.map(resource.properties, [...resource.path, 'Properties']),
      metadata: partial.map(resource.metadata, [...resource.path, 'Metadata']),
    }));
}

function transform(
  sections: TemplateSections,
  declared: readonly ResourceDeclaration[],
  base: BaseScope,
  problems: Problems,
): Transformed {
  if (sections.transforms.includes(SERVERLESS)) {
    const partial = new PartialResolver(new Resolver(base, problems), base);
    const transformed = transformServerless(declared, partial.map(sections.globals, ['Globals']), problems);
    problems.throwIfAny();
    return transformed;
  }
  const serverless = declared.find(({ type }) => type.startsWith('AWS::Serverless::'));
  if (serverless !== undefined)
    problems.add(
      serverless.path,
      `${serverless.type} needs \`Transform: ${SERVERLESS}\` at the top of the template.`,
    );
  return { resources: declared, standIns: new Map() };
}

function modelOf(source: StackSource, settled: Settled): StackModel {
  const { sections, parameters, scope, ordered, problems } = settled;
  const resolver = new Resolver(scope, problems);
  const resources = new ResolvedResources(
    ordered.map((declaration) => ({
      declaration,
      kind: scope.kindOf(declaration),
      view: scope.viewOf(declaration),
      properties: resolver.map(declaration.properties, [...declaration.path, 'Properties']),
    })),
    problems,
  );
  problems.throwIfAny();
  const apis = [...readHttpApis(resources), ...readRestApis(resources)];
  const addresses = new LocalAddresses(apis, source.identity.endpoint);
  const model: StackModel = {
    stackName: source.identity.stackName,
    file: source.file,
    description: sections.description,
    parameters: shownParameters(parameters),
    functions: readFunctions(resources).map((made) => addresses.inFunction(made)),
    roles: readRoles(resources),
    permissions: readPermissions(resources),
    apis,
    functionUrls: readFunctionUrls(resources),
    eventBuses: readEventBuses(resources),
    rules: readRules(resources),
    schedules: readSchedules(resources),
    tables: readTables(resources),
    outputs: readOutputs(sections.outputs, settled.base, resolver).map((output) => ({
      ...output,
      OutputValue: addresses.inText(output.OutputValue),
    })),
    notes: resources.notes,
  };
  problems.throwIfAny();
  checkTargets(model, problems);
  noteElsewhere(resources, scope.uses, source.resourceValues);
  noteParameters(sections, parameters, resources);
  problems.throwIfAny();
  return model;
}

function shownParameters(parameters: ReadonlyMap<string, ParameterValue>): Record<string, string> {
  const entries = [...parameters].map(([name, { value, isSecret }]) => {
    return [name, isSecret ? SECRET_MASK : Array.isArray(value) ? value.join(',') : String(value)] as const;
  });
  return Object.fromEntries(entries);
}

function noteParameters(
  sections: TemplateSections,
  parameters: ReadonlyMap<string, ParameterValue>,
  resources: ResolvedResources,
): void {
  for (const [name, { isStoreName, value }] of parameters) {
    if (!isStoreName || name === 'BootstrapVersion') continue;
    resources.note({
      subject: `Parameter ${name}`,
      treatment: 'given',
      what: `AWS's parameter store is not read: it has the text ${String(value)}.`,
      advice: `Give its value: --parameter-overrides ${name}=…`,
    });
  }
  if (sections.hasRules && !parameters.has('BootstrapVersion'))
    resources.note({
      subject: 'Rules',
      treatment: 'ignored',
      what: 'Assertions about parameters are not checked.',
    });
}
