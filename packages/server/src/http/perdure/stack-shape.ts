// A stack document as it must be written, member by member. What its parts mean to one another is judged where the stack
// is kept (gateway/stacks/).

import type { StackDocument, StackIntegration } from '@perdure/protocol';
import { anyJson, choice, flag, integer, type Member, required, text } from '../validation/member.ts';
import { isObject, list, type Members, map, structure } from '../validation/structure.ts';
import { stackLimits } from './stack-limits.ts';

const strict = <const Described extends Members>(members: Described) => structure(members, 'refused');

const {
  itemsMax,
  namesMax,
  nameCharsMax,
  textCharsMax,
  templateCharsMax,
  addressCharsMax,
  integrationMillisMax,
  corsSecondsMax,
  retryAttemptsMax,
  eventAgeSecondsMin,
  eventAgeSecondsMax,
  statusMin,
  statusMax,
} = stackLimits;

/** A part of an address: it must do as a label of a DNS name. */
const addressPart = required(
  text({ charsMin: 1, charsMax: addressCharsMax, pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/ }),
);
const functionTarget = required(text({ charsMin: 1, charsMax: nameCharsMax }));
const shortText = text({ charsMax: textCharsMax });
const template = text({ charsMax: templateCharsMax });
const texts = (charsMax: number = textCharsMax) => list(text({ charsMax }), { countMax: namesMax });
const textsByName = (value: Member<string> = shortText) => map(text(), value, { countMax: namesMax });
const items = <Value>(element: Member<Value>) => list(element, { countMax: itemsMax });

export const stackName = required(text({ charsMin: 1, charsMax: 128, pattern: /^[a-zA-Z][a-zA-Z0-9-]*$/ }));

const output = strict({
  OutputKey: required(text({ charsMin: 1, charsMax: nameCharsMax })),
  OutputValue: required(template),
  Description: shortText,
  ExportName: shortText,
});

const cors = strict({
  AllowOrigins: texts(),
  AllowMethods: texts(),
  AllowHeaders: texts(),
  ExposeHeaders: texts(),
  MaxAge: integer(-1, corsSecondsMax),
  AllowCredentials: flag,
});

const integrationResponses = list(
  strict({
    StatusCode: required(integer(statusMin, statusMax)),
    SelectionPattern: shortText,
    ResponseParameters: textsByName(),
    ResponseTemplates: textsByName(template),
  }),
  { countMax: namesMax },
);
const passthroughBehavior = choice(['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER']);
const timeoutInMillis = integer(1, integrationMillisMax);

const integrationTypes = ['AWS_PROXY', 'AWS', 'MOCK'] as const;
const integrations: { [Type in (typeof integrationTypes)[number]]: Member<StackIntegration> } = {
  AWS_PROXY: strict({
    Type: required(choice(['AWS_PROXY'])),
    Function: functionTarget,
    PayloadFormatVersion: choice(['1.0', '2.0']),
    TimeoutInMillis: timeoutInMillis,
  }),
  AWS: strict({
    Type: required(choice(['AWS'])),
    Function: functionTarget,
    InvocationType: choice(['RequestResponse', 'Event']),
    RequestTemplates: textsByName(template),
    PassthroughBehavior: passthroughBehavior,
    Responses: integrationResponses,
    TimeoutInMillis: timeoutInMillis,
  }),
  MOCK: strict({
    Type: required(choice(['MOCK'])),
    RequestTemplates: textsByName(template),
    PassthroughBehavior: passthroughBehavior,
    Responses: integrationResponses,
  }),
};

/** Read by its type, which decides on the other members. */
const integration: Member<StackIntegration> = {
  read(raw, path, report, form) {
    const given = isObject(raw) ? raw.Type : undefined;
    const type = integrationTypes.find((known) => known === given);
    if (isObject(raw) && type === undefined) {
      const rule = `Member must satisfy enum value set: [${integrationTypes.join(', ')}]`;
      report.violates(given, `${path}.type`, rule);
      return undefined;
    }
    return integrations[type ?? 'AWS_PROXY'].read(raw, path, report, form);
  },
};

const api = strict({
  ApiId: addressPart,
  Name: required(text({ charsMin: 1, charsMax: nameCharsMax })),
  Protocol: required(choice(['HTTP', 'REST'])),
  Stage: text({ charsMin: 1, charsMax: 128, pattern: /^(\$default|[a-zA-Z0-9_-]+)$/ }),
  StageVariables: textsByName(),
  Cors: cors,
  BinaryMediaTypes: texts(),
  Routes: required(
    items(
      strict({
        Method: required(choice(['ANY', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])),
        Path: required(text({ charsMin: 1, charsMax: textCharsMax })),
        Integration: required(integration),
      }),
    ),
  ),
});

const functionUrl = strict({
  UrlId: addressPart,
  Function: functionTarget,
  AuthType: required(choice(['NONE', 'AWS_IAM'])),
  Cors: cors,
  InvokeMode: choice(['BUFFERED', 'RESPONSE_STREAM']),
});

const state = choice(['ENABLED', 'DISABLED']);
const retryPolicy = strict({
  MaximumRetryAttempts: integer(0, retryAttemptsMax),
  MaximumEventAgeInSeconds: integer(eventAgeSecondsMin, eventAgeSecondsMax),
});
const busName = text({ charsMin: 1, charsMax: nameCharsMax, pattern: /^[/.\-_A-Za-z0-9]+$/ });
const busReference = text({
  charsMin: 1,
  charsMax: 1600,
  pattern: /^(arn:[^:]*:events:[^:]*:[^:]*:event-bus\/)?[/.\-_A-Za-z0-9]+$/,
});

const rule = strict({
  Name: required(text({ charsMin: 1, charsMax: 64, pattern: /^[.\-_A-Za-z0-9]+$/ })),
  EventBusName: busReference,
  Description: shortText,
  EventPattern: map(text(), anyJson),
  ScheduleExpression: shortText,
  State: state,
  Targets: required(
    list(
      strict({
        Id: required(text({ charsMin: 1, charsMax: 64, pattern: /^[.\-_A-Za-z0-9]+$/ })),
        Function: text({ charsMin: 1, charsMax: nameCharsMax }),
        EventBusName: busReference,
        Input: template,
        InputPath: shortText,
        InputTransformer: strict({
          InputPathsMap: textsByName(),
          InputTemplate: required(text({ charsMin: 1, charsMax: templateCharsMax })),
        }),
        RetryPolicy: retryPolicy,
      }),
      { countMax: namesMax },
    ),
  ),
});

const scheduleName = text({ charsMin: 1, charsMax: 64, pattern: /^[0-9a-zA-Z-_.]+$/ });
const schedule = strict({
  Name: required(scheduleName),
  GroupName: scheduleName,
  Description: shortText,
  ScheduleExpression: required(shortText),
  ScheduleExpressionTimezone: shortText,
  StartDate: shortText,
  EndDate: shortText,
  State: state,
  Function: functionTarget,
  Input: template,
  RetryPolicy: retryPolicy,
});

const attributeName = required(text({ charsMin: 1, charsMax: 255 }));
const keySchema = required(
  list(strict({ AttributeName: attributeName, KeyType: required(choice(['HASH', 'RANGE'])) }), {
    countMin: 1,
    countMax: 2,
  }),
);
const indexName = text({ charsMin: 3, charsMax: 255, pattern: /^[a-zA-Z0-9_.-]+$/ });
const index = strict({
  IndexName: required(indexName),
  KeySchema: keySchema,
  Projection: required(
    strict({
      ProjectionType: required(choice(['ALL', 'KEYS_ONLY', 'INCLUDE'])),
      NonKeyAttributes: texts(),
    }),
  ),
});
const table = strict({
  TableName: required(indexName),
  AttributeDefinitions: required(
    list(strict({ AttributeName: attributeName, AttributeType: required(choice(['S', 'N', 'B'])) })),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: list(index, { countMax: namesMax }),
  LocalSecondaryIndexes: list(index, { countMax: namesMax }),
  TimeToLiveSpecification: strict({ AttributeName: attributeName, Enabled: required(flag) }),
  DeletionPolicy: choice(['Delete', 'Retain']),
});

export const stackDocument = {
  Description: shortText,
  Parameters: textsByName(template),
  Outputs: items(output),
  Functions: items(text({ charsMin: 1, charsMax: nameCharsMax })),
  Apis: items(api),
  FunctionUrls: items(functionUrl),
  EventBuses: items(strict({ Name: required(busName) })),
  Rules: items(rule),
  Schedules: items(schedule),
  Tables: items(table),
  Metadata: map(text(), anyJson),
} satisfies { [Name in keyof StackDocument]-?: Member<StackDocument[Name] & {}> };
