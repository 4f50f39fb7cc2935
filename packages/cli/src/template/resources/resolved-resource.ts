// A resource with all its properties settled, as the readers of resource kinds get it.

import type { Note } from '../notes.ts';
import type { Problems } from '../problems.ts';
import { PropertyReader } from '../property-reader.ts';
import type { ResourceDeclaration } from '../reading/template-sections.ts';
import type { ValueMap } from '../value.ts';
import type { ResourceKind, ResourceView } from './resource-kind.ts';

export interface ResolvedResource {
  declaration: ResourceDeclaration;
  kind: ResourceKind;
  view: ResourceView;
  properties: ValueMap;
}

/** All resources of a stack, by kind, with the place where readers put what they cannot use. */
export class ResolvedResources {
  readonly all: readonly ResolvedResource[];
  readonly problems: Problems;
  readonly notes: Note[] = [];

  constructor(all: readonly ResolvedResource[], problems: Problems) {
    this.all = all;
    this.problems = problems;
  }

  ofType(type: string): (ResolvedResource & { read: PropertyReader })[] {
    return this.all
      .filter(({ declaration }) => declaration.type === type)
      .map((resource) => ({ ...resource, read: this.reader(resource) }));
  }

  reader({ declaration, kind, properties }: ResolvedResource): PropertyReader {
    const title = kind.title[0]?.toUpperCase() + kind.title.slice(1);
    const path = [...declaration.path, 'Properties'];
    return new PropertyReader(properties, path, `${title} ${declaration.logicalId}`, this.problems);
  }

  note(note: Note): void {
    if (!this.notes.some(({ subject, what }) => subject === note.subject && what === note.what))
      this.notes.push(note);
  }
}

const lambdaArn = /arn:[^:]*:lambda:[^:]*:[^:]*:function:([^/:]+)(?::([^/]+))?/;

/** `name` or `name:qualifier` of the function whose ARN stands in the text (alone, or in an API's URI). */
export function functionTarget(text: string): string | undefined {
  const [, name, qualifier] = lambdaArn.exec(text) ?? [];
  if (name === undefined) return undefined;
  return qualifier === undefined ? name : `${name}:${qualifier}`;
}
