// Publishing: freezes `$LATEST` under the next number.

import type { Realm, Result } from '@perdure/protocol';
import { accepted, formatFunctionArn, refused } from '@perdure/protocol';
import type { FunctionConfiguration, PublishVersionRequest } from './function-api.ts';
import type { CatalogueEntry, FunctionChange } from './function-catalogue.ts';
import type { Stamp } from './function-configuration.ts';
import type { FunctionRecord } from './function-record.ts';

/** Answers with the newest version, unchanged, when nothing has changed since it was published. */
export function publishVersion(
  entry: CatalogueEntry,
  request: PublishVersionRequest,
  realm: Realm,
  stamp: Stamp,
): Result<FunctionChange<FunctionConfiguration>> {
  const { record, versions } = entry;
  const { latest } = record;
  if (request.CodeSha256 !== undefined && request.CodeSha256 !== latest.CodeSha256) {
    return refused(
      'InvalidParameterValueException',
      `CodeSha256 ${request.CodeSha256} is not that of $LATEST, which is ${latest.CodeSha256}. The code has changed since you read it.`,
    );
  }
  const newest = versions.get(String(record.lastVersion));
  if (newest?.CodeSha256 === latest.CodeSha256 && newest.ConfigSha256 === latest.ConfigSha256) {
    return accepted({ value: newest });
  }
  const frozen = freeze(record, request.Description, realm, stamp);
  return accepted({
    value: frozen,
    record: { ...record, lastVersion: record.lastVersion + 1 },
    versionAdded: frozen,
  });
}

/** `$LATEST` of the record as the version after its last. */
function freeze(
  record: FunctionRecord,
  description: string | undefined,
  realm: Realm,
  stamp: Stamp,
): FunctionConfiguration {
  const { latest } = record;
  const version = String(record.lastVersion + 1);
  return {
    ...latest,
    ...(description === undefined ? {} : { Description: description }),
    FunctionArn: formatFunctionArn({ realm, functionName: latest.FunctionName, qualifier: version }),
    Version: version,
    RevisionId: stamp.revisionId,
  };
}
