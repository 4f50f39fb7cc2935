// The routes of an OpenAPI document: what API Gateway's extensions say stands behind each method of each path.

import type { StackRoute } from '@perdure/protocol';
import type { PropertyReader } from '../property-reader.ts';
import { isMap } from '../value.ts';
import { readIntegration, readResponse } from './read-integration.ts';
import type { ResolvedResources } from './resolved-resource.ts';

const INTEGRATION = 'x-amazon-apigateway-integration';
const ANY_METHOD = 'x-amazon-apigateway-any-method';
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', ANY_METHOD];

export function openApiRoutes(
  body: PropertyReader | undefined,
  apiId: string,
  resources: ResolvedResources,
): StackRoute[] {
  const paths = body?.map('paths');
  if (paths === undefined) return [];
  return Object.keys(paths.values).flatMap((path) => {
    const operations = paths.map(path);
    if (operations === undefined) return [];
    return Object.keys(operations.values)
      .filter((name) => methods.includes(name.toLowerCase()))
      .flatMap((name) => {
        const method = name.toLowerCase() === ANY_METHOD ? 'ANY' : name.toUpperCase();
        return readOperation(operations.map(name), { method, path, apiId }, resources);
      });
  });
}

function readOperation(
  operation: PropertyReader | undefined,
  route: { method: string; path: string; apiId: string },
  resources: ResolvedResources,
): StackRoute[] {
  const { method, path, apiId } = route;
  const subject = `${method} ${path} of ${apiId}`;
  const integration = operation?.map(INTEGRATION);
  if (integration === undefined) {
    resources.note({
      subject: `Route ${subject}`,
      treatment: 'ignored',
      what: `It is not served: nothing stands behind it (${INTEGRATION}).`,
    });
    return [];
  }
  const responses = integration.map('responses');
  const found = readIntegration(
    {
      type: integration.requiredText('type'),
      uri: integration.text('uri') ?? '',
      payloadFormatVersion: integration.text('payloadFormatVersion'),
      timeoutInMillis: integration.integer('timeoutInMillis'),
      requestParameters: integration.textMap('requestParameters'),
      requestTemplates: integration.textMap('requestTemplates'),
      passthroughBehavior: integration.text('passthroughBehavior'),
      responses: Object.keys(responses?.values ?? {}).flatMap((pattern) => {
        const response = responses?.map(pattern);
        const selection = pattern === 'default' ? undefined : pattern;
        return response === undefined ? [] : [readResponse(response, selection, 'statusCode')];
      }),
    },
    subject,
    resources,
  );
  const asksWho = operation?.raw('security');
  if (Array.isArray(asksWho) && asksWho.some((item) => isMap(item) && Object.keys(item).length > 0))
    noteAuthorizer(apiId, resources);
  return found === undefined ? [] : [{ Method: method, Path: path, Integration: found }];
}

export function noteAuthorizer(apiId: string, resources: ResolvedResources): void {
  resources.note({
    subject: `Authorizers of ${apiId}`,
    treatment: 'ignored',
    what: 'Authorizers are not asked: everybody who reaches the server may call it.',
    advice: 'Check the caller in the function, or keep the server on loopback.',
  });
}
