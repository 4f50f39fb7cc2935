// Function URLs.

import type { StackFunctionUrl } from '@perdure/protocol';
import { corsOf } from './read-http-apis.ts';
import { functionTarget, type ResolvedResources } from './resolved-resource.ts';

export function readFunctionUrls(resources: ResolvedResources): StackFunctionUrl[] {
  return resources.ofType('AWS::Lambda::Url').map(({ view, read }) => {
    const reference = read.requiredText('TargetFunctionArn');
    const target = functionTarget(reference) ?? reference;
    const qualifier = read.text('Qualifier');
    const mode = read.oneOf('InvokeMode', ['BUFFERED', 'RESPONSE_STREAM']);
    const cors = corsOf(read.map('Cors'));
    return {
      UrlId: view.addressLabel,
      Function: qualifier === undefined || target.includes(':') ? target : `${target}:${qualifier}`,
      AuthType: read.oneOf('AuthType', ['NONE', 'AWS_IAM']) ?? 'AWS_IAM',
      ...(cors !== undefined && { Cors: cors }),
      ...(mode !== undefined && { InvokeMode: mode }),
    };
  });
}
