// What is known of a kind of resource: what its `Ref` and its attributes are, and what becomes of it here.

import type { StackIdentity } from '../resolving/base-scope.ts';
import type { Value } from '../value.ts';

/** A resource as its attributes are asked for. */
export interface ResourceView extends StackIdentity {
  logicalId: string;
  /** A property, resolved; undefined when it is not there. */
  property(name: string): Value | undefined;
  /** The value of the name property, else one made from stack and logical id. */
  physicalName: string;
  /** The part of an address, for what has an address. */
  addressLabel: string;
}

export type Attribute = (resource: ResourceView) => Value;

export interface ResourceKind {
  /** What a person calls it. */
  title: string;
  /**
   * `deployed`: it runs here. `part`: it says something about another resource, which runs here. `needless`: there is nothing to
   * do for it here. `elsewhere`: it is not run here; what refers to it gets a made-up value.
   */
  treatment: 'deployed' | 'part' | 'needless' | 'elsewhere';
  /** Property with the name; absent: the kind has none, and gets one that is made up. */
  nameProperty?: string;
  nameCharsMax?: number;
  /** Properties which another value of makes it another resource. */
  saltProperties?: readonly string[];
  ref: Attribute;
  attributes: Readonly<Record<string, Attribute>>;
}

/** Stands in for the version that publishing will give; replaced when it has. */
export const versionToken = (logicalId: string): string => `\uE000${logicalId}\uE001`;
export const versionTokens = /\uE000([A-Za-z0-9]+)\uE001/g;

export const arn =
  (service: string, rest: (resource: ResourceView) => string): Attribute =>
  (resource) => {
    const { partition, region, account } = resource.realm;
    return `arn:${partition}:${service}:${region}:${account}:${rest(resource)}`;
  };

export const named: Attribute = ({ physicalName }) => physicalName;

/** A text property, or undefined. */
export function textOf(resource: ResourceView, name: string): string | undefined {
  const value = resource.property(name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
