// The rules of aliases: where they may point, and which version an invocation through one gets.

import type { Realm, Result } from '@perdure/protocol';
import { accepted, formatFunctionArn, refused } from '@perdure/protocol';
import type { AliasConfiguration, RoutingConfig } from './function-api.ts';
import type { CatalogueEntry } from './function-catalogue.ts';
import type { AliasRecord } from './function-record.ts';
import { functionLimits } from './limits.ts';

export const LATEST = '$LATEST';

/** The weights that an alias for `functionVersion` may have, or why not. */
export function checkRouting(
  entry: CatalogueEntry,
  functionVersion: string,
  routing: RoutingConfig | undefined,
): Result<Record<string, number>> {
  if (functionVersion !== LATEST && !entry.versions.has(functionVersion)) {
    return refused('ResourceNotFoundException', `The function has no version ${functionVersion}.`);
  }
  const weights = routing?.AdditionalVersionWeights ?? {};
  const additional = Object.entries(weights);
  if (additional.length === 0) return accepted({});
  if (additional.length > functionLimits.additionalVersionsMax) {
    return invalid('An alias routes to at most one additional version.');
  }
  if (functionVersion === LATEST) {
    return invalid('An alias that routes to two versions must point to a published one, not to $LATEST.');
  }
  for (const [version, weight] of additional) {
    if (version === functionVersion)
      return invalid(`The additional version ${version} is the alias's own version.`);
    if (!entry.versions.has(version)) {
      return refused('ResourceNotFoundException', `The function has no version ${version}.`);
    }
    if (!(weight >= 0 && weight <= 1))
      return invalid(`The weight of version ${version} must be from 0.0 to 1.0.`);
  }
  return accepted({ ...weights });
}

/** The version that this invocation gets. `share` is random, from 0 to 1. */
export function routedVersion(alias: AliasRecord, share: number): string {
  let passed = 0;
  for (const [version, weight] of Object.entries(alias.weights)) {
    passed += weight;
    if (share < passed) return version;
  }
  return alias.functionVersion;
}

/** The first alias that leads to the version, if one does. */
export function aliasOf(entry: CatalogueEntry, version: string): AliasRecord | undefined {
  return Object.values(entry.record.aliases).find(
    (alias) => alias.functionVersion === version || version in alias.weights,
  );
}

export function describeAlias(realm: Realm, functionName: string, alias: AliasRecord): AliasConfiguration {
  const isRouted = Object.keys(alias.weights).length > 0;
  return {
    AliasArn: formatFunctionArn({ realm, functionName, qualifier: alias.name }),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    ...(isRouted ? { RoutingConfig: { AdditionalVersionWeights: alias.weights } } : {}),
    RevisionId: alias.revisionId,
  };
}

const invalid = (message: string) => refused('InvalidParameterValueException', message);
