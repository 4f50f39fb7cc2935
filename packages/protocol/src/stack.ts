// The nouns of stacks: what a template gives a server beside functions. A stack is put, got and removed as one document.
//
// Names follow AWS's templates and APIs where they have one. What a stack cannot say, a deployer keeps in `Metadata`.

import type { EpochSeconds } from './time.ts';

/**
 * A function as the receiver of calls: `name`, `name:qualifier`, or an ARN. Durable functions need the qualifier
 * (a version, an alias or `$LATEST`), as they do everywhere.
 */
export type FunctionTargetName = string;

/** What AWS writes as `ENABLED` and `DISABLED`. Default: `ENABLED`. */
export type StackItemState = 'ENABLED' | 'DISABLED';

export interface StackDocument {
  /** As the template has it. */
  Description?: string;
  /** The values in force, defaults included. */
  Parameters?: Record<string, string>;
  Outputs?: StackOutput[];
  /** Names of the functions that belong to the stack. They are made and removed by their own APIs. */
  Functions?: string[];
  Apis?: StackApi[];
  FunctionUrls?: StackFunctionUrl[];
  EventBuses?: StackEventBus[];
  Rules?: StackRule[];
  Schedules?: StackSchedule[];
  Tables?: StackTable[];
  /** What its writer wants to find again. The server keeps it and does not read it. */
  Metadata?: Record<string, unknown>;
}

export interface StackOutput {
  OutputKey: string;
  OutputValue: string;
  Description?: string;
  ExportName?: string;
}

export type PayloadFormatVersion = '1.0' | '2.0';

export interface StackApi {
  /** Part of the address, chosen by the writer: a DNS label of small letters, digits and hyphens. Unique in the server. */
  ApiId: string;
  Name: string;
  /** `HTTP` is API Gateway's version 2, `REST` its version 1: they answer errors and fill events differently. */
  Protocol: 'HTTP' | 'REST';
  /** Part of the address unless it is `$default`. Default: `$default`; a REST API must name one. */
  Stage?: string;
  StageVariables?: Record<string, string>;
  /** Preflights are answered, and answers get the headers, without the function being asked. */
  Cors?: StackCors;
  /** REST: content types whose bodies reach the function in base64, and go out as bytes. `*\/*` means all. */
  BinaryMediaTypes?: string[];
  Routes: StackRoute[];
}

export interface StackCors {
  /** `*`, or origins such as `https://shop.example`; a `*` may stand in one: `https://*.shop.example`. */
  AllowOrigins?: string[];
  AllowMethods?: string[];
  AllowHeaders?: string[];
  ExposeHeaders?: string[];
  /** In seconds. */
  MaxAge?: number;
  AllowCredentials?: boolean;
}

export interface StackRoute {
  /** `GET` …, or `ANY`. */
  Method: string;
  /** `/orders/{id}`, `/files/{proxy+}`, or `$default` (HTTP only) for what no other route takes. */
  Path: string;
  Integration: StackIntegration;
}

export type StackIntegration = ProxyIntegration | MappedIntegration | MockIntegration;

/** `aws_proxy`: the function gets the request as an event and gives the response. */
export interface ProxyIntegration {
  Type: 'AWS_PROXY';
  Function: FunctionTargetName;
  /** Default: `2.0` for HTTP, `1.0` for REST, which knows no other. */
  PayloadFormatVersion?: PayloadFormatVersion;
  /** How long the function may take to answer. Default and most: 30,000 for HTTP, 29,000 for REST. */
  TimeoutInMillis?: number;
}

/** `aws`: templates make the function's input, and the response. REST only. */
export interface MappedIntegration {
  Type: 'AWS';
  Function: FunctionTargetName;
  /** `Event` answers as soon as the invocation is durably queued. Default: `RequestResponse`. */
  InvocationType?: 'RequestResponse' | 'Event';
  /** Velocity templates by content type of the request. Without one the body is passed as it came. */
  RequestTemplates?: Record<string, string>;
  /** Default: `WHEN_NO_MATCH`. */
  PassthroughBehavior?: PassthroughBehavior;
  /** Default: one response of status 200 that gives the result as it is. */
  Responses?: StackIntegrationResponse[];
  TimeoutInMillis?: number;
}

/** `mock`: answers without a function. The request template gives `{"statusCode": 200}`, which chooses the response. REST only. */
export interface MockIntegration {
  Type: 'MOCK';
  RequestTemplates?: Record<string, string>;
  PassthroughBehavior?: PassthroughBehavior;
  Responses?: StackIntegrationResponse[];
}

export type PassthroughBehavior = 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';

export interface StackIntegrationResponse {
  StatusCode: number;
  /** A regular expression over the whole error message of the function, or the mock's status. Absent: the default response. */
  SelectionPattern?: string;
  /** `method.response.header.Name` to a value in single quotes, or to `integration.response.body.path`. */
  ResponseParameters?: Record<string, string>;
  /** Velocity templates by content type of the response. */
  ResponseTemplates?: Record<string, string>;
}

export interface StackFunctionUrl {
  /** Part of the address, chosen by the writer, as `ApiId` is. */
  UrlId: string;
  Function: FunctionTargetName;
  /** `AWS_IAM`: calls pass the same authorisation as `lambda:InvokeFunctionUrl`. */
  AuthType: 'NONE' | 'AWS_IAM';
  Cors?: StackCors;
  /** Default: `BUFFERED`. */
  InvokeMode?: 'BUFFERED' | 'RESPONSE_STREAM';
}

export interface StackEventBus {
  /** The bus `default` is always there and belongs to no stack. */
  Name: string;
}

export interface StackRule {
  /** Unique on its bus. */
  Name: string;
  /** A name or an ARN. Default: `default`. */
  EventBusName?: string;
  Description?: string;
  /** An EventBridge pattern. A rule has it or the expression, or both. */
  EventPattern?: Record<string, unknown>;
  /** `rate(5 minutes)` or `cron(0 9 ? * MON-FRI *)`, in UTC. Only on the bus `default`. */
  ScheduleExpression?: string;
  State?: StackItemState;
  Targets: StackRuleTarget[];
}

export interface StackRuleTarget {
  Id: string;
  /** A target is a function or another bus. */
  Function?: FunctionTargetName;
  EventBusName?: string;
  /** JSON text that is sent in the place of the event. At most one of the three. */
  Input?: string;
  /** The part of the event that is sent, such as `$.detail`. */
  InputPath?: string;
  InputTransformer?: InputTransformer;
  RetryPolicy?: StackRetryPolicy;
}

export interface InputTransformer {
  /** Variables, and where their values are in the event: `{"order": "$.detail.orderId"}`. */
  InputPathsMap?: Record<string, string>;
  /** What is sent, with `<order>` in the place of the value. */
  InputTemplate: string;
}

export interface StackRetryPolicy {
  /** 0 to 185. Default: as the function's asynchronous invocations have it. */
  MaximumRetryAttempts?: number;
  /** 60 to 86,400. */
  MaximumEventAgeInSeconds?: number;
}

/** A schedule of EventBridge Scheduler. */
export interface StackSchedule {
  /** Unique in its group. */
  Name: string;
  /** Default: `default`. */
  GroupName?: string;
  Description?: string;
  /** `rate(…)`, `cron(…)`, or `at(2026-12-24T18:00:00)`. */
  ScheduleExpression: string;
  /** An IANA name such as `Europe/Berlin`. Default: `UTC`. */
  ScheduleExpressionTimezone?: string;
  /** ISO 8601, both. */
  StartDate?: string;
  EndDate?: string;
  State?: StackItemState;
  Function: FunctionTargetName;
  /** JSON text. Default: what Scheduler sends, with the time and the ARN of the schedule. */
  Input?: string;
  RetryPolicy?: StackRetryPolicy;
}

export interface StackTable {
  TableName: string;
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  KeySchema: TableKey[];
  GlobalSecondaryIndexes?: TableIndex[];
  LocalSecondaryIndexes?: TableIndex[];
  TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean };
  /** What becomes of the table and its items when it leaves the stack. Default: `Delete`. */
  DeletionPolicy?: 'Delete' | 'Retain';
}

export interface TableKey {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}

export interface TableIndex {
  IndexName: string;
  KeySchema: TableKey[];
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
}

/** Where a stack's resources are reached. */
export interface StackAddresses {
  /** URLs by `ApiId`, the stage included, without a slash at the end. */
  Apis: Record<string, string>;
  /** URLs by `UrlId`, with a slash at the end, as Lambda gives them. */
  FunctionUrls: Record<string, string>;
  /** ARNs by name. */
  EventBuses: Record<string, string>;
  /** ARNs by `bus/name`. */
  Rules: Record<string, string>;
  /** ARNs by `group/name`. */
  Schedules: Record<string, string>;
  /** ARNs by name. */
  Tables: Record<string, string>;
}

export interface StackSummary {
  StackName: string;
  StackArn: string;
  Description?: string;
  CreationTimestamp: EpochSeconds;
  LastUpdatedTimestamp: EpochSeconds;
  /** Changes with every put that changed something. */
  RevisionId: string;
}

/** The answer to putting and getting a stack. */
export interface StackDescription extends StackSummary {
  Document: StackDocument;
  Addresses: StackAddresses;
}

export interface StackPage {
  Stacks: StackSummary[];
  NextMarker?: string;
}
