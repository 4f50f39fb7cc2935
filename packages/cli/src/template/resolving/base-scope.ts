// What names mean before any resource is looked at: parameters, pseudo parameters, conditions and mappings.

import type { Realm } from '@perdure/protocol';
import { meantText } from '../../names/nearest-name.ts';
import type { Problems } from '../problems.ts';
import type { TemplateSections } from '../reading/template-sections.ts';
import { isMap, type Path, type Value } from '../value.ts';
import type { ParameterValue } from './parameters.ts';
import { noValue, type Resolved, Resolver, type Scope } from './resolver.ts';

export interface StackIdentity {
  stackName: string;
  realm: Realm;
  /** URL of the server, without a slash at the end. */
  endpoint: string;
}

const URL_SUFFIX = 'amazonaws.com';

export const stackArn = ({ stackName, realm }: StackIdentity): string =>
  `arn:${realm.partition}:cloudformation:${realm.region}:${realm.account}:stack/${stackName}`;

export class BaseScope implements Scope {
  readonly #sections: TemplateSections;
  readonly #parameters: ReadonlyMap<string, ParameterValue>;
  readonly #pseudo: ReadonlyMap<string, Resolved>;
  readonly #imports: ReadonlyMap<string, string>;
  readonly #problems: Problems;
  readonly #conditions = new Map<string, boolean | 'under way'>();
  readonly #resolver: Resolver;

  constructor(
    sections: TemplateSections,
    parameters: ReadonlyMap<string, ParameterValue>,
    identity: StackIdentity,
    imports: ReadonlyMap<string, string>,
    problems: Problems,
  ) {
    this.#sections = sections;
    this.#parameters = parameters;
    this.#imports = imports;
    this.#problems = problems;
    this.#pseudo = pseudoParameters(identity);
    this.#resolver = new Resolver(this, problems);
  }

  knows(name: string): boolean {
    return this.#parameters.has(name) || this.#pseudo.has(name);
  }

  reference(name: string, path: Path): Resolved {
    const value = this.#pseudo.get(name) ?? this.#parameters.get(name)?.value;
    if (value !== undefined) return value;
    this.#problems.add(path, unknownName(name, this.names()));
    return '';
  }

  /** For messages: what a name could have meant. */
  names(): string[] {
    return [
      ...Object.keys(this.#sections.parameters),
      ...this.#pseudo.keys(),
      ...this.#sections.resources.map(({ logicalId }) => logicalId),
    ];
  }

  attribute(resource: string, attribute: string, path: Path): Value {
    this.#problems.add(path, `${resource}.${attribute} is not known here: only parameters are.`);
    return '';
  }

  condition(name: string, path: Path): boolean {
    const known = this.#conditions.get(name);
    if (typeof known === 'boolean') return known;
    const declared = this.#sections.conditions[name];
    if (known === 'under way' || declared === undefined) {
      const message =
        known === 'under way'
          ? `Condition ${name} depends on itself.`
          : `There is no condition ${name}.${meantText(name, Object.keys(this.#sections.conditions))}`;
      this.#problems.add(path, message);
      return false;
    }
    this.#conditions.set(name, 'under way');
    const holds = this.#resolver.isTrue(declared, ['Conditions', name]);
    this.#conditions.set(name, holds);
    return holds;
  }

  mapping(map: string, first: string, second: string): Value | undefined {
    const level = this.#sections.mappings[map];
    const inner = isMap(level) ? level[first] : undefined;
    return isMap(inner) ? inner[second] : undefined;
  }

  importValue(name: string, path: Path): Value {
    const value = this.#imports.get(name);
    if (value !== undefined) return value;
    this.#problems.add(
      path,
      `No stack on this server exports ${name}.${meantText(name, this.#imports.keys())}`,
    );
    return '';
  }
}

export const unknownName = (name: string, known: readonly string[]): string =>
  `There is no parameter or resource ${name}.${meantText(name, known)}`;

function pseudoParameters(identity: StackIdentity): Map<string, Resolved> {
  const { stackName, realm } = identity;
  return new Map<string, Resolved>([
    ['AWS::AccountId', realm.account],
    ['AWS::Region', realm.region],
    ['AWS::Partition', realm.partition],
    ['AWS::StackName', stackName],
    ['AWS::StackId', stackArn(identity)],
    ['AWS::URLSuffix', URL_SUFFIX],
    ['AWS::NotificationARNs', []],
    ['AWS::NoValue', noValue],
  ]);
}
