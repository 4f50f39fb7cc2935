// The constraints of the API model, member by member.

import { executionStatuses, limits, patterns } from '@perdure/protocol';
import { choice, integer, type Member, required, text } from './member.ts';
import { list, structure } from './structure.ts';

const FUNCTION_NAME_CHARS_MAX = 140;
const NAMESPACED_FUNCTION_NAME_CHARS_MAX = 256;
const QUALIFIER_CHARS_MAX = 128;
const VERSION_CHARS_MAX = 1024;
const FUNCTION_MAX_ITEMS_MAX = 10_000;
const STATUSES_COUNT_MAX = 10;
const KEY_ARN_CHARS_MAX = 10_000;

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
  text({ charsMin: 1, charsMax: FUNCTION_NAME_CHARS_MAX, pattern: functionNamePattern }),
);
export const namespacedFunctionName = required(
  text({
    charsMin: 1,
    charsMax: NAMESPACED_FUNCTION_NAME_CHARS_MAX,
    pattern: namespacedFunctionNamePattern,
  }),
);
export const qualifier = text({ charsMin: 1, charsMax: QUALIFIER_CHARS_MAX, pattern: patterns.qualifier });
export const version = text({ charsMin: 1, charsMax: VERSION_CHARS_MAX, pattern: patterns.version });
export const aliasName = required(
  text({ charsMin: 1, charsMax: QUALIFIER_CHARS_MAX, pattern: patterns.aliasName }),
);
export const description = text({ charsMax: limits.descriptionCharsMax });
export const keyArn = text({ charsMax: KEY_ARN_CHARS_MAX, pattern: keyArnPattern });

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
/** Why somebody pauses or resumes; not repeated in messages. */
export const reason = text({ charsMax: limits.reasonCharsMax, sensitive: true });
export const tenantId = text({
  charsMin: 1,
  charsMax: limits.tenantIdCharsMax,
  pattern: patterns.tenantId,
});
export const traceId = text({ charsMax: limits.traceIdCharsMax });

/** Items on a page of the durable execution APIs. 0 asks for the default. */
export const maxItems = integer(0, limits.pageItemsMax);
/** Items on a page of the function APIs; the service gives less than the maximum. */
export const functionMaxItems = integer(1, FUNCTION_MAX_ITEMS_MAX);
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
  countMax: STATUSES_COUNT_MAX,
});
