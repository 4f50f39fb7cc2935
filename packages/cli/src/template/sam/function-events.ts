// The events of a function, each as the resource that it stands for.

import { meantText } from '../../names/nearest-name.ts';
import type { ResourceDeclaration } from '../reading/template-sections.ts';
import { isMap, type Path, type Value, type ValueMap } from '../value.ts';
import { assumedBy } from './function-policies.ts';
import { arnOf, madeFrom, present, type SamContext } from './sam-context.ts';

export interface FunctionEvent {
  name: string;
  event: Value;
  path: Path;
  owner: ResourceDeclaration;
  /** ARN of the function or its alias. */
  target: Value;
}

interface EventSource extends FunctionEvent {
  type: string;
  properties: ValueMap;
  /** Logical id of the resource that is made. */
  logicalId: string;
}

type Expansion = (source: EventSource, context: SamContext) => void;

const poll: Expansion = (source, context) => {
  const { Queue, Stream, Broker, Cluster, ...properties } = source.properties;
  const EventSourceArn = Queue ?? Stream ?? Broker ?? Cluster;
  const mapping = present({ ...properties, EventSourceArn, FunctionName: source.target });
  declare(source, context, 'AWS::Lambda::EventSourceMapping', mapping);
};

/** Sources that nothing here can be: they become a resource that the list of what was not done will name. */
const elsewhere: Expansion = (source, context) =>
  declare(source, context, `AWS::Serverless::Event::${source.type}`, source.properties);

const expansions: Readonly<Record<string, Expansion>> = {
  HttpApi: (source, context) => context.routes.add('HTTP', source),
  Api: (source, context) => context.routes.add('REST', source),
  EventBridgeRule: expandRule,
  CloudWatchEvent: expandRule,
  Schedule: expandRule,
  ScheduleV2: expandSchedule,
  SQS: poll,
  Kinesis: poll,
  DynamoDB: poll,
  MSK: poll,
  MQ: poll,
  SelfManagedKafka: poll,
  DocumentDB: poll,
  S3: elsewhere,
  SNS: elsewhere,
  Cognito: elsewhere,
  IoTRule: elsewhere,
  AlexaSkill: elsewhere,
  CloudWatchLogs: elsewhere,
};

export function expandEvent(event: FunctionEvent, context: SamContext): void {
  const body = isMap(event.event) ? event.event : {};
  const type = body.Type;
  if (typeof type !== 'string') {
    context.problems.add(event.path, `Event ${event.name} has no Type.`);
    return;
  }
  const expand = Object.hasOwn(expansions, type) ? expansions[type] : undefined;
  if (expand === undefined) {
    context.problems.add(
      [...event.path, 'Type'],
      `There is no event of type ${type}.${meantText(type, Object.keys(expansions))}`,
    );
    return;
  }
  const properties = isMap(body.Properties) ? body.Properties : {};
  expand({ ...event, type, properties, logicalId: event.owner.logicalId + event.name }, context);
}

function expandRule(source: EventSource, context: SamContext): void {
  const { properties, type } = source;
  const needed = type === 'Schedule' ? 'Schedule' : 'Pattern';
  const pattern = properties.Pattern ?? properties.EventPattern;
  if ((needed === 'Schedule' ? properties.Schedule : pattern) === undefined) {
    context.problems.add(source.path, `Event ${source.name} has no ${needed}.`);
    return;
  }
  const enabled = properties.Enabled === undefined || String(properties.Enabled) === 'true';
  const target = present({
    Arn: source.target,
    Id: (isMap(properties.Target) ? properties.Target.Id : undefined) ?? `${source.logicalId}LambdaTarget`,
    Input: properties.Input,
    InputPath: properties.InputPath,
    InputTransformer: properties.InputTransformer,
    RetryPolicy: properties.RetryPolicy,
    DeadLetterConfig: properties.DeadLetterConfig,
  });
  const rule = present({
    Name: properties.Name ?? properties.RuleName,
    Description: properties.Description,
    EventBusName: properties.EventBusName,
    EventPattern: pattern,
    ScheduleExpression: properties.Schedule,
    State: properties.State ?? (enabled ? 'ENABLED' : 'DISABLED'),
    Targets: [target],
  });
  declare(source, context, 'AWS::Events::Rule', rule);
}

function expandSchedule(source: EventSource, context: SamContext): void {
  const { properties, logicalId, owner } = source;
  if (properties.ScheduleExpression === undefined) {
    context.problems.add(source.path, `Event ${source.name} has no ScheduleExpression.`);
    return;
  }
  const roleId = `${logicalId}Role`;
  if (properties.RoleArn === undefined) {
    const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: source.target };
    const role = present({
      AssumeRolePolicyDocument: assumedBy('scheduler.amazonaws.com'),
      PermissionsBoundary: properties.PermissionsBoundary,
      Policies: [
        {
          PolicyName: `${logicalId}StartPolicy`,
          PolicyDocument: { Version: '2012-10-17', Statement: [statement] },
        },
      ],
    });
    context.declare(madeFrom(owner, roleId, 'AWS::IAM::Role', role));
  }
  const schedule = present({
    Name: properties.Name ?? (properties.OmitName === true ? undefined : logicalId),
    GroupName: properties.GroupName,
    Description: properties.Description,
    ScheduleExpression: properties.ScheduleExpression,
    ScheduleExpressionTimezone: properties.ScheduleExpressionTimezone,
    StartDate: properties.StartDate,
    EndDate: properties.EndDate,
    State: properties.State,
    FlexibleTimeWindow: properties.FlexibleTimeWindow ?? { Mode: 'OFF' },
    Target: present({
      Arn: source.target,
      RoleArn: properties.RoleArn ?? arnOf(roleId),
      Input: properties.Input,
      RetryPolicy: properties.RetryPolicy,
      DeadLetterConfig: properties.DeadLetterConfig,
    }),
  });
  declare(source, context, 'AWS::Scheduler::Schedule', schedule);
}

function declare(source: EventSource, context: SamContext, type: string, properties: ValueMap): void {
  const path = [...source.path];
  context.declare(madeFrom(source.owner, source.logicalId, type, properties, { path }));
}
