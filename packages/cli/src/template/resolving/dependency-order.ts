// In which order resources can be made: what a resource refers to, and what it says it depends on, comes before it.

import { meantText } from '../../names/nearest-name.ts';
import type { Problems } from '../problems.ts';
import type { ResourceDeclaration } from '../reading/template-sections.ts';
import { referencesIn } from './references.ts';

/** Adds a problem for every circle and for every dependency that is not there. */
export function dependencyOrder(
  resources: readonly ResourceDeclaration[],
  standIns: ReadonlyMap<string, string>,
  /** Resources whose condition does not hold: depending on them is allowed, and means nothing. */
  absent: ReadonlySet<string>,
  problems: Problems,
): ResourceDeclaration[] {
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const ordered: ResourceDeclaration[] = [];
  const state = new Map<string, 'under way' | 'done'>();

  const visit = (resource: ResourceDeclaration, trail: readonly string[]): void => {
    const { logicalId } = resource;
    const known = state.get(logicalId);
    if (known === 'done') return;
    if (known === 'under way') {
      const circle = [...trail.slice(trail.indexOf(logicalId)), logicalId];
      problems.add(resource.path, `Circular reference: ${circle.join(' → ')}.`);
      return;
    }
    state.set(logicalId, 'under way');
    for (const name of dependenciesOf(resource, standIns)) {
      const dependency = byId.get(name);
      if (dependency !== undefined) visit(dependency, [...trail, logicalId]);
    }
    state.set(logicalId, 'done');
    ordered.push(resource);
  };

  for (const resource of resources) {
    for (const name of resource.dependsOn) {
      if (byId.has(name) || absent.has(name)) continue;
      const message = `DependsOn: there is no resource ${name}.${meantText(name, byId.keys())}`;
      problems.add([...resource.path, 'DependsOn'], message);
    }
    visit(resource, []);
  }
  return ordered;
}

function dependenciesOf(resource: ResourceDeclaration, standIns: ReadonlyMap<string, string>): Set<string> {
  const references = [...referencesIn(resource.properties)].map(
    ({ name, attribute }) => standIns.get(name) ?? standIns.get(`${name}.${attribute}`) ?? name,
  );
  return new Set([...references, ...resource.dependsOn]);
}
