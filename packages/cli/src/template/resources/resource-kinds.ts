// The kinds of resources that this deployer knows. Any other kind is `elsewhere`.

import type { Value } from '../value.ts';
import { arn, named, type ResourceKind, type ResourceView, textOf, versionToken } from './resource-kind.ts';

const FUNCTION_NAME_CHARS_MAX = 64;
const ROLE_NAME_CHARS_MAX = 64;
const TABLE_NAME_CHARS_MAX = 255;
const RULE_NAME_CHARS_MAX = 64;

const functionArn = arn('lambda', ({ physicalName }) => `function:${physicalName}`);

const qualified = (resource: ResourceView, qualifier: string): Value => {
  const name = textOf(resource, 'FunctionName') ?? '';
  if (name.startsWith('arn:')) return `${name}:${qualifier}`;
  return arn('lambda', () => `function:${name}:${qualifier}`)(resource);
};

/** `function:name` of a rule on a bus of its own has the bus in it. */
const ruleArn = arn('events', (rule) => {
  const bus = textOf(rule, 'EventBusName')?.split('event-bus/').at(-1) ?? 'default';
  return `rule/${bus === 'default' ? '' : `${bus}/`}${rule.physicalName}`;
});

const iamArn =
  (kind: string): ResourceKind['ref'] =>
  ({ realm, physicalName }) =>
    `arn:${realm.partition}:iam::${realm.account}:${kind}/${physicalName}`;

const apiHost = ({ addressLabel, realm }: ResourceView): string =>
  `${addressLabel}.execute-api.${realm.region}.amazonaws.com`;

const part = (title: string, attributes: ResourceKind['attributes'] = {}): ResourceKind => ({
  title,
  treatment: 'part',
  ref: named,
  attributes,
});

const needless = (title: string, attributes: ResourceKind['attributes'] = {}): ResourceKind => ({
  ...part(title, attributes),
  treatment: 'needless',
});

/** What it would be called on AWS, for what refers to it. */
const elsewhere = (
  title: string,
  ref: ResourceKind['ref'],
  attributes: ResourceKind['attributes'],
  nameProperty?: string,
): ResourceKind => ({
  title,
  treatment: 'elsewhere',
  ref,
  attributes,
  ...(nameProperty !== undefined && { nameProperty }),
});

const topicArn = arn('sns', ({ physicalName }) => physicalName);
const queueUrl: ResourceKind['ref'] = ({ realm, physicalName }) =>
  `https://sqs.${realm.region}.amazonaws.com/${realm.account}/${physicalName}`;
const logGroupArn = arn('logs', ({ physicalName }) => `log-group:${physicalName}:*`);
const tableArn = arn('dynamodb', ({ physicalName }) => `table/${physicalName}`);
const busArn = arn('events', ({ physicalName }) => `event-bus/${physicalName}`);

export const resourceKinds: Readonly<Record<string, ResourceKind>> = {
  'AWS::Lambda::Function': {
    title: 'function',
    treatment: 'deployed',
    nameProperty: 'FunctionName',
    nameCharsMax: FUNCTION_NAME_CHARS_MAX,
    // A function is created as a durable one or as another, and stays so.
    saltProperties: ['DurableConfig'],
    ref: named,
    attributes: { Arn: functionArn },
  },
  'AWS::Lambda::Version': {
    ...part('version'),
    ref: (version) => qualified(version, versionToken(version.logicalId)),
    attributes: {
      Version: ({ logicalId }) => versionToken(logicalId),
      FunctionArn: (version) => qualified(version, versionToken(version.logicalId)),
    },
  },
  'AWS::Lambda::Alias': {
    ...part('alias'),
    ref: (alias) => qualified(alias, textOf(alias, 'Name') ?? ''),
    attributes: { AliasArn: (alias) => qualified(alias, textOf(alias, 'Name') ?? '') },
  },
  'AWS::Lambda::Url': {
    title: 'function URL',
    treatment: 'deployed',
    ref: (url) => textOf(url, 'TargetFunctionArn') ?? '',
    attributes: {
      FunctionUrl: ({ endpoint, addressLabel }) => `${endpoint}/perdure/urls/${addressLabel}/`,
      FunctionArn: (url) => textOf(url, 'TargetFunctionArn') ?? '',
    },
  },
  'AWS::Lambda::Permission': part('permission'),
  'AWS::Lambda::EventInvokeConfig': part('setting of asynchronous invocations'),
  'AWS::Lambda::LayerVersion': part('layer'),
  'AWS::IAM::Role': {
    title: 'role',
    treatment: 'deployed',
    nameProperty: 'RoleName',
    nameCharsMax: ROLE_NAME_CHARS_MAX,
    ref: named,
    attributes: { Arn: iamArn('role'), RoleId: named },
  },
  'AWS::IAM::Policy': { ...part('policy'), nameProperty: 'PolicyName' },
  'AWS::IAM::RolePolicy': { ...part('policy'), nameProperty: 'PolicyName' },
  'AWS::IAM::ManagedPolicy': {
    ...part('policy'),
    nameProperty: 'ManagedPolicyName',
    ref: iamArn('policy'),
    attributes: { PolicyArn: iamArn('policy') },
  },
  'AWS::ApiGatewayV2::Api': {
    title: 'HTTP API',
    treatment: 'deployed',
    ref: ({ addressLabel }) => addressLabel,
    attributes: {
      ApiEndpoint: (api) => `https://${apiHost(api)}`,
      ApiId: ({ addressLabel }) => addressLabel,
    },
  },
  'AWS::ApiGatewayV2::Stage': { ...part('stage'), ref: (stage) => textOf(stage, 'StageName') ?? '' },
  'AWS::ApiGatewayV2::Route': part('route', { RouteId: named }),
  'AWS::ApiGatewayV2::Integration': part('integration', { IntegrationId: named }),
  'AWS::ApiGatewayV2::Deployment': part('deployment'),
  'AWS::ApiGateway::RestApi': {
    title: 'REST API',
    treatment: 'deployed',
    ref: ({ addressLabel }) => addressLabel,
    attributes: {
      RestApiId: ({ addressLabel }) => addressLabel,
      RootResourceId: ({ logicalId }) => `${logicalId}Root`,
    },
  },
  'AWS::ApiGateway::Resource': part('resource of an API', { ResourceId: named }),
  'AWS::ApiGateway::Method': part('method of an API'),
  'AWS::ApiGateway::Deployment': part('deployment', { DeploymentId: named }),
  'AWS::ApiGateway::Stage': { ...part('stage'), ref: (stage) => textOf(stage, 'StageName') ?? '' },
  'AWS::ApiGateway::Account': needless('account setting', { Id: named }),
  'AWS::Events::EventBus': {
    title: 'event bus',
    treatment: 'deployed',
    nameProperty: 'Name',
    ref: named,
    attributes: { Arn: busArn, Name: named },
  },
  'AWS::Events::Rule': {
    title: 'rule',
    treatment: 'deployed',
    nameProperty: 'Name',
    nameCharsMax: RULE_NAME_CHARS_MAX,
    ref: named,
    attributes: { Arn: ruleArn },
  },
  'AWS::Events::EventBusPolicy': needless('permission to put events'),
  'AWS::Scheduler::Schedule': {
    title: 'schedule',
    treatment: 'deployed',
    nameProperty: 'Name',
    nameCharsMax: RULE_NAME_CHARS_MAX,
    ref: named,
    attributes: {
      Arn: arn(
        'scheduler',
        (schedule) => `schedule/${textOf(schedule, 'GroupName') ?? 'default'}/${schedule.physicalName}`,
      ),
    },
  },
  'AWS::Scheduler::ScheduleGroup': {
    ...needless('schedule group'),
    nameProperty: 'Name',
    attributes: { Arn: arn('scheduler', ({ physicalName }) => `schedule-group/${physicalName}`) },
  },
  'AWS::DynamoDB::Table': {
    title: 'table',
    treatment: 'deployed',
    nameProperty: 'TableName',
    nameCharsMax: TABLE_NAME_CHARS_MAX,
    saltProperties: ['KeySchema'],
    ref: named,
    attributes: { Arn: tableArn, StreamArn: (table) => `${tableArn(table)}/stream/1970-01-01T00:00:00.000` },
  },
  'AWS::Logs::LogGroup': {
    ...needless('log group', { Arn: logGroupArn }),
    nameProperty: 'LogGroupName',
  },
  'AWS::CDK::Metadata': needless('metadata of CDK'),
  'AWS::CloudFormation::WaitConditionHandle': needless('wait condition'),
  'AWS::CloudWatch::Alarm': needless('alarm', {
    Arn: arn('cloudwatch', ({ physicalName }) => `alarm:${physicalName}`),
  }),
  'AWS::CloudWatch::Dashboard': needless('dashboard'),
  'AWS::SNS::Topic': elsewhere('topic', topicArn, { TopicArn: topicArn, TopicName: named }, 'TopicName'),
  'AWS::SQS::Queue': elsewhere(
    'queue',
    queueUrl,
    { Arn: arn('sqs', ({ physicalName }) => physicalName), QueueName: named, QueueUrl: queueUrl },
    'QueueName',
  ),
  'AWS::S3::Bucket': elsewhere(
    'bucket',
    ({ physicalName }) => physicalName.toLowerCase(),
    {
      Arn: ({ realm, physicalName }) => `arn:${realm.partition}:s3:::${physicalName.toLowerCase()}`,
      DomainName: ({ physicalName }) => `${physicalName.toLowerCase()}.s3.amazonaws.com`,
      RegionalDomainName: ({ realm, physicalName }) =>
        `${physicalName.toLowerCase()}.s3.${realm.region}.amazonaws.com`,
    },
    'BucketName',
  ),
  'AWS::SSM::Parameter': elsewhere(
    'parameter',
    named,
    {
      Type: (parameter) => textOf(parameter, 'Type') ?? 'String',
      Value: (parameter) => textOf(parameter, 'Value') ?? '',
    },
    'Name',
  ),
};

/** For a kind that is not known: its attributes are made up, the ARN in the form that AWS's services use. */
export function unknownKind(type: string): ResourceKind {
  const [, service = 'aws', kind = 'resource'] = type.split('::');
  return {
    title: type,
    treatment: 'elsewhere',
    ref: named,
    attributes: {
      Arn: arn(service.toLowerCase(), ({ physicalName }) => `${kind.toLowerCase()}/${physicalName}`),
    },
  };
}

/** What an attribute of a resource that is not run here is, when nothing better is known. */
export const madeUpAttribute = ({ physicalName }: ResourceView, attribute: string): string =>
  /Arn$/.test(attribute) ? `arn:aws:perdure:::${physicalName}/${attribute}` : `${physicalName}.${attribute}`;
