// Tags of functions: list, set, remove. The path names the function by its ARN.

import type { Result } from '@perdure/protocol';
import type { Api, Call } from './api.ts';
import { api, type FunctionPorts } from './function-api.ts';
import { wholeFunction } from './function-label.ts';
import { NO_CONTENT } from './http-status.ts';
import { readRequest } from './request-reading.ts';
import { tagKey, tags } from './validation/function-members.ts';
import { required, text } from './validation/member.ts';
import { list } from './validation/structure.ts';

const path = '/2017-03-31/tags/{Resource}';
const RESOURCE_CHARS_MAX = 10_000;
const resourcePattern =
  /^arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}(-[a-z]+)+-\d{1}:\d{12}:function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?$/;
const labels = {
  Resource: required(text({ charsMin: 1, charsMax: RESOURCE_CHARS_MAX, pattern: resourcePattern })),
};

export function tagApis(ports: FunctionPorts): Api[] {
  const { functions } = ports;
  return [
    api({ name: 'ListTags', method: 'GET', path }, async (call) => {
      const tagged = taggedFunction(call, ports);
      return tagged.ok ? functions.settings.listTags({ FunctionName: tagged.value }) : tagged;
    }),
    api({ name: 'TagResource', method: 'POST', path, status: NO_CONTENT }, async (call) => {
      const tagged = taggedFunction(call, ports);
      if (!tagged.ok) return tagged;
      const request = readRequest(call, { body: { Tags: required(tags) } });
      if (!request.ok) return request;
      return functions.settings.tagResource({ FunctionName: tagged.value, Tags: request.value.Tags });
    }),
    api({ name: 'UntagResource', method: 'DELETE', path, status: NO_CONTENT }, async (call) => {
      const tagged = taggedFunction(call, ports);
      if (!tagged.ok) return tagged;
      const request = readRequest(call, { query: { tagKeys: required(list(tagKey)) } });
      if (!request.ok) return request;
      return functions.settings.untagResource({ FunctionName: tagged.value, TagKeys: request.value.tagKeys });
    }),
  ];
}

/** The name of the function that the ARN in the path means. */
function taggedFunction(call: Call, { home }: FunctionPorts): Result<string> {
  const request = readRequest(call, { labels });
  return request.ok ? wholeFunction(request.value.Resource, home) : request;
}
