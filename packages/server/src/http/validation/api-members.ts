// The constraints of the API model, member by member.

import { executionStatuses, limits, patterns } from '@perdure/protocol';
import { choice, integer, type Member, required, text } from './member.ts';
import { list, structure } from './structure.ts';

const functionNameCharsMax = 140;
const namespacedFunctionNameCharsMax = 256;
const qualifierCharsMax = 128;
const versionCharsMax = 1024;
const functionMaxItemsMax = 10_000;
const statusesCountMax = 10;
const keyArnCharsMax = 10_000;

const executionArnPattern =
  /^arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)\/durable-execution\/([a-zA-Z0-9_-]+)\/([a-zA-Z0-9_-]+)$/;
const functionNamePattern =
  /^(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?$/;
const namespacedFunctionNamePattern =
  /^(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$/;
const keyArnPattern = /^((arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|())$/;

export const executionArn = required(
  text({ charsMin: 1, charsMax: limits.executionArnCharsMax, pattern: executionArnPattern }),
);
export const executionName = text({
  charsMin: 1,
  charsMax: limits.executionNameCharsMax,
  pattern: patterns.executionName,
});
export const functionName = required(
  text({ charsMin: 1, charsMax: functionNameCharsMax, pattern: functionNamePattern }),
);
export const namespacedFunctionName = required(
  text({
    charsMin: 1,
    charsMax: namespacedFunctionNameCharsMax,
    pattern: namespacedFunctionNamePattern,
  }),
);
export const qualifier = text({ charsMin: 1, charsMax: qualifierCharsMax, pattern: patterns.qualifier });
export const version = text({ charsMin: 1, charsMax: versionCharsMax, pattern: patterns.version });
export const aliasName = required(
  text({ charsMin: 1, charsMax: qualifierCharsMax, pattern: patterns.aliasName }),
);
export const description = text({ charsMax: limits.descriptionCharsMax });
export const keyArn = text({ charsMax: keyArnCharsMax, pattern: keyArnPattern });

export const checkpointToken = text({
  charsMin: 1,
  charsMax: limits.checkpointTokenCharsMax,
  pattern: patterns.checkpointToken,
});
export const clientToken = text({
  charsMin: 1,
  charsMax: limits.clientTokenCharsMax,
  pattern: patterns.clientToken,
});
export const callbackId = required(
  text({ charsMin: 1, charsMax: limits.callbackIdCharsMax, pattern: patterns.callbackId }),
);
export const tenantId = text({
  charsMin: 1,
  charsMax: limits.tenantIdCharsMax,
  pattern: patterns.tenantId,
});
export const traceId = text({ charsMax: limits.traceIdCharsMax });

/** Items on a page of the durable execution APIs. 0 asks for the default. */
export const maxItems = integer(0, limits.pageItemsMax);
/** Items on a page of the function APIs; the service gives less than the maximum. */
export const functionMaxItems = integer(1, functionMaxItemsMax);
export const marker = text();

export const errorMembers = {
  ErrorMessage: text(),
  ErrorType: text(),
  ErrorData: text(),
  StackTrace: list(text()),
};
export const errorObject = structure(errorMembers);

export const statuses: Member<(typeof executionStatuses)[number][]> = list(choice(executionStatuses), {
  countMin: 1,
  countMax: statusesCountMax,
});
