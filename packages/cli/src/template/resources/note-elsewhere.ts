// The resources of a template that are not run here, each with what was done about it.

import type { ElsewhereUse } from '../resolving/stack-scope.ts';
import type { Path } from '../value.ts';
import { functionTarget, type ResolvedResource, type ResolvedResources } from './resolved-resource.ts';

const EVENT_PREFIX = 'AWS::Serverless::Event::';

export function noteElsewhere(
  resources: ResolvedResources,
  uses: readonly ElsewhereUse[],
  given: Readonly<Record<string, string>>,
): void {
  for (const resource of resources.all) {
    if (resource.kind.treatment !== 'elsewhere') continue;
    const { type, logicalId } = resource.declaration;
    if (type === 'AWS::Lambda::EventSourceMapping') notePoll(resource, resources);
    else if (type.startsWith(EVENT_PREFIX)) noteEvent(resource, resources);
    else
      noteUses(
        resource,
        uses.filter((use) => use.logicalId === logicalId && isSeen(use.path)),
        given,
        resources,
      );
  }
  noteNeedless(resources);
}

function notePoll({ declaration, properties }: ResolvedResource, resources: ResolvedResources): void {
  const source = String(properties.EventSourceArn ?? 'its source');
  const name = functionTarget(String(properties.FunctionName ?? '')) ?? String(properties.FunctionName ?? '');
  resources.note({
    subject: `${declaration.type} ${declaration.logicalId}`,
    treatment: 'ignored',
    what: `Nothing is read from ${source}, so ${name} is not started by it.`,
    advice: 'Send it events instead, by a rule, a route, or `perdure invoke`.',
  });
}

function noteEvent({ declaration }: ResolvedResource, resources: ResolvedResources): void {
  const source = declaration.type.slice(EVENT_PREFIX.length);
  const [, functionId, , , event] = declaration.path;
  resources.note({
    subject: `Event ${event} of ${functionId}`,
    treatment: 'ignored',
    what: `There is no ${source} here that could start the function.`,
    advice: 'Send it events instead, by a rule, a route, or `perdure invoke`.',
  });
}

function noteUses(
  { declaration }: ResolvedResource,
  uses: readonly ElsewhereUse[],
  given: Readonly<Record<string, string>>,
  resources: ResolvedResources,
): void {
  const subject = `${declaration.type} ${declaration.logicalId}`;
  if (uses.length === 0) {
    resources.note({
      subject,
      treatment: 'ignored',
      what: 'It is not run here, and no function has a value of it.',
    });
    return;
  }
  for (const { logicalId, attribute, value, path } of uses) {
    const name = attribute === undefined ? logicalId : `${logicalId}.${attribute}`;
    const isGiven = given[name] !== undefined;
    resources.note({
      subject,
      treatment: 'given',
      what: `It is not run here. ${placeName(path)} has ${value}, which was ${isGiven ? 'given' : 'made up'}.`,
      ...(!isGiven && { advice: `Give the value of one that runs: --resource ${name}=…` }),
    });
  }
}

/** Policies and permissions name resources too; that changes nothing for the code. */
const isSeen = (path: Path): boolean => path[0] === 'Outputs' || path.includes('Variables');

function placeName(path: Path): string {
  const variable = path.indexOf('Variables');
  if (path[0] === 'Outputs') return `Output ${path[1]}`;
  const owner = path[0] === 'Globals' ? 'every function' : path[1];
  return `${path[variable + 1]} of ${owner}`;
}

function noteNeedless(resources: ResolvedResources): void {
  const byType = new Map<string, string[]>();
  for (const { declaration, kind } of resources.all) {
    if (kind.treatment !== 'needless' || declaration.type === 'AWS::CDK::Metadata') continue;
    byType.set(declaration.type, [...(byType.get(declaration.type) ?? []), declaration.logicalId]);
  }
  for (const [type, ids] of byType)
    resources.note({
      subject: `${type} ${ids.join(', ')}`,
      treatment: 'ignored',
      what: 'There is nothing to do for it here.',
    });
}
