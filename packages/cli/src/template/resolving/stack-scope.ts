// What names mean once the resources are known: their physical names, addresses and attributes.

import { meantText } from '../../names/nearest-name.ts';
import type { Problems } from '../problems.ts';
import type { ResourceDeclaration } from '../reading/template-sections.ts';
import { addressLabel, physicalName } from '../resources/physical-names.ts';
import type { ResourceKind, ResourceView } from '../resources/resource-kind.ts';
import { madeUpAttribute, resourceKinds, unknownKind } from '../resources/resource-kinds.ts';
import { isScalar, type Path, type Value } from '../value.ts';
import { type BaseScope, type StackIdentity, unknownName } from './base-scope.ts';
import { dotted } from './references.ts';
import { noValue, type Resolved, Resolver, type Scope } from './resolver.ts';

const NAME_CHARS_MAX = 128;

/** Somewhere in the template a value of a resource is used that is not run here. */
export interface ElsewhereUse {
  logicalId: string;
  /** Undefined for `Ref`. */
  attribute: string | undefined;
  value: string;
  /** Where it is used. */
  path: Path;
}

export interface StackScopeOptions {
  base: BaseScope;
  identity: StackIdentity;
  resources: readonly ResourceDeclaration[];
  standIns: ReadonlyMap<string, string>;
  /** `Topic` or `Api.Endpoint` to the value that a person gives for it. */
  given: Readonly<Record<string, string>>;
  problems: Problems;
}

export class StackScope implements Scope {
  readonly #options: StackScopeOptions;
  readonly #resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly #views = new Map<string, ResourceView>();
  readonly #resolver: Resolver;
  readonly uses: ElsewhereUse[] = [];

  constructor(options: StackScopeOptions) {
    this.#options = options;
    this.#resources = new Map(options.resources.map((resource) => [resource.logicalId, resource]));
    this.#resolver = new Resolver(this, options.problems);
  }

  kindOf(resource: ResourceDeclaration): ResourceKind {
    return resourceKinds[resource.type] ?? unknownKind(resource.type);
  }

  viewOf(resource: ResourceDeclaration): ResourceView {
    const known = this.#views.get(resource.logicalId);
    if (known !== undefined) return known;
    const view = this.#makeView(resource);
    this.#views.set(resource.logicalId, view);
    return view;
  }

  reference(name: string, path: Path): Resolved {
    const { base, standIns } = this.#options;
    if (base.knows(name)) return base.reference(name, path);
    const logicalId = standIns.get(name) ?? name;
    const resource = this.#resources.get(logicalId);
    if (resource !== undefined) return this.#valueOf(resource, undefined, path);
    const [owner, attribute] = dotted(name);
    if (attribute !== undefined) return this.attribute(owner, attribute, path);
    this.#options.problems.add(path, unknownName(name, this.#names()));
    return '';
  }

  attribute(name: string, attribute: string, path: Path): Value {
    const standIn = this.#options.standIns.get(`${name}.${attribute}`);
    const resource = this.#resources.get(standIn ?? name);
    if (resource === undefined) {
      this.#options.problems.add(path, unknownName(name, this.#names()));
      return '';
    }
    return this.#valueOf(resource, standIn === undefined ? attribute : undefined, path);
  }

  condition(name: string, path: Path): boolean {
    return this.#options.base.condition(name, path);
  }

  mapping(map: string, first: string, second: string): Value | undefined {
    return this.#options.base.mapping(map, first, second);
  }

  importValue(name: string, path: Path): Value {
    return this.#options.base.importValue(name, path);
  }

  #valueOf(resource: ResourceDeclaration, attribute: string | undefined, path: Path): Value {
    const { logicalId } = resource;
    const kind = this.kindOf(resource);
    const given = this.#options.given[attribute === undefined ? logicalId : `${logicalId}.${attribute}`];
    const value = given ?? this.#attributeOf(resource, kind, attribute, path);
    if (kind.treatment === 'elsewhere' && isScalar(value))
      this.uses.push({ logicalId, attribute, value: String(value), path });
    return value;
  }

  #attributeOf(
    resource: ResourceDeclaration,
    kind: ResourceKind,
    attribute: string | undefined,
    path: Path,
  ): Value {
    const view = this.viewOf(resource);
    if (attribute === undefined) return kind.ref(view);
    const known = Object.hasOwn(kind.attributes, attribute) ? kind.attributes[attribute] : undefined;
    if (known !== undefined) return known(view);
    if (kind.treatment === 'elsewhere') return madeUpAttribute(view, attribute);
    const names = Object.keys(kind.attributes);
    const there = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    this.#options.problems.add(
      path,
      `${resource.logicalId} (${resource.type}) has no attribute ${attribute}; ${there}.${meantText(attribute, names)}`,
    );
    return '';
  }

  #makeView(resource: ResourceDeclaration): ResourceView {
    const { identity } = this.#options;
    const { logicalId, properties } = resource;
    const kind = this.kindOf(resource);
    const property = (name: string): Value | undefined => {
      const value = properties[name];
      const path = [...resource.path, 'Properties', name];
      const resolved = value === undefined ? undefined : this.#resolver.resolve(value, path);
      return resolved === noValue ? undefined : resolved;
    };
    const name = kind.nameProperty === undefined ? undefined : property(kind.nameProperty);
    const salt = (kind.saltProperties ?? []).map((salted) => saltOf(salted, property)).join();
    const { stackName } = identity;
    return {
      ...identity,
      logicalId,
      property,
      physicalName: isScalar(name)
        ? String(name)
        : physicalName(stackName, logicalId, kind.nameCharsMax ?? NAME_CHARS_MAX, salt),
      addressLabel: addressLabel(stackName, logicalId),
    };
  }

  #names(): string[] {
    return [...new Set([...this.#options.base.names(), ...this.#resources.keys()])];
  }
}

/** A function's durable configuration counts by being there, anything else by its value. */
function saltOf(name: string, property: (name: string) => Value | undefined): string {
  const value = property(name);
  if (value === undefined) return '';
  return name === 'DurableConfig' ? name : JSON.stringify(value);
}
