// AWS::Lambda::Permission: who else may call a function.

import type { PropertyReader } from '../property-reader.ts';
import type { PermissionModel } from '../stack-model.ts';
import { functionTarget, type ResolvedResources } from './resolved-resource.ts';

export function readPermissions(resources: ResolvedResources): PermissionModel[] {
  return resources.ofType('AWS::Lambda::Permission').flatMap(({ declaration, read }) => {
    const { logicalId } = declaration;
    for (const condition of ['PrincipalOrgID', 'EventSourceToken']) {
      if (read.raw(condition) === undefined) continue;
      resources.note({
        subject: `Permission ${logicalId}`,
        treatment: 'ignored',
        what: `It is not given: no caller here has what ${condition} compares with.`,
      });
      return [];
    }
    return [readPermission(logicalId, read)];
  });
}

function readPermission(logicalId: string, read: PropertyReader): PermissionModel {
  const reference = read.requiredText('FunctionName');
  const [functionName = '', qualifier] = (functionTarget(reference) ?? reference).split(':');
  const [sourceArn, sourceAccount] = [read.text('SourceArn'), read.text('SourceAccount')];
  const authType = read.oneOf('FunctionUrlAuthType', ['NONE', 'AWS_IAM']);
  return {
    functionName,
    ...(qualifier !== undefined && { qualifier }),
    members: {
      StatementId: logicalId,
      Action: read.requiredText('Action'),
      Principal: read.requiredText('Principal'),
      ...(sourceArn !== undefined && { SourceArn: sourceArn }),
      ...(sourceAccount !== undefined && { SourceAccount: sourceAccount }),
      ...(authType !== undefined && { FunctionUrlAuthType: authType }),
    },
  };
}
