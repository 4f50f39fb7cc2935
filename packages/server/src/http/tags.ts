// Tags of functions: list, set, remove. The path names the function by its ARN.

import { accepted, formatFunctionArn, type Result } from '@perdure/protocol';
import type { Api, Call } from './api.ts';
import { api, type FunctionPorts } from './function-api.ts';
import { wholeFunction } from './function-label.ts';
import { NO_CONTENT } from './http-status.ts';
import { readRequest } from './request-reading.ts';
import { tagKey, tags } from './validation/function-members.ts';
import { required, text } from './validation/member.ts';
import { list } from './validation/structure.ts';

const path = '/2017-03-31/tags/{Resource}';
const resourceCharsMax = 10_000;
const resourcePattern =
  /^arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}(-[a-z]+)+-\d{1}:\d{12}:function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?$/;
const labels = {
  Resource: required(text({ charsMin: 1, charsMax: resourceCharsMax, pattern: resourcePattern })),
};

export function tagApis(ports: FunctionPorts): Api[] {
  const { functions } = ports;
  return [
    api({ name: 'ListTags', method: 'GET', path }, async (call) => {
      const resource = taggedFunction(call, ports);
      return resource.ok ? functions.listTags({ Resource: resource.value }) : resource;
    }),
    api({ name: 'TagResource', method: 'POST', path, status: NO_CONTENT }, async (call) => {
      const resource = taggedFunction(call, ports);
      if (!resource.ok) return resource;
      const request = readRequest(call, { body: { Tags: required(tags) } });
      if (!request.ok) return request;
      return functions.tagResource({ Resource: resource.value, Tags: request.value.Tags });
    }),
    api({ name: 'UntagResource', method: 'DELETE', path, status: NO_CONTENT }, async (call) => {
      const resource = taggedFunction(call, ports);
      if (!resource.ok) return resource;
      const request = readRequest(call, { query: { tagKeys: required(list(tagKey)) } });
      if (!request.ok) return request;
      return functions.untagResource({ Resource: resource.value, TagKeys: request.value.tagKeys });
    }),
  ];
}

/** The ARN in the path, once it is known to name a function of this realm, as a whole. */
function taggedFunction(call: Call, { home }: FunctionPorts): Result<string> {
  const request = readRequest(call, { labels });
  if (!request.ok) return request;
  const target = wholeFunction(request.value.Resource, home);
  return target.ok ? accepted(formatFunctionArn({ realm: home, functionName: target.value })) : target;
}
