// SAM's policy templates: a name for what a function often needs, with the resource as its parameter.
//
// Each is a list of statements: actions, and the resources that they are for, with `${Parameter}` for what the template is given.

import type { Value, ValueMap } from '../value.ts';

interface Grant {
  actions: readonly string[];
  resources: readonly string[];
}

/** `service:` is written once for all its actions. */
const grant = (service: string, actions: string, ...resources: string[]): Grant => ({
  actions: actions.split(' ').map((action) => `${service}:${action}`),
  resources,
});

const here = (service: string, rest: string): string =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`;

const table = here('dynamodb', 'table/${TableName}');
const tableAndIndexes = [table, `${table}/index/*`];
const stream = here('dynamodb', 'table/${TableName}/stream/${StreamName}');
const bucket = 'arn:${AWS::Partition}:s3:::${BucketName}';
const queue = here('sqs', '${QueueName}');
const topic = here('sns', '${TopicName}');
const kinesis = here('kinesis', 'stream/${StreamName}');
const machine = here('states', 'stateMachine:${StateMachineName}');
const machineRuns = here('states', 'execution:${StateMachineName}:*');
const identity = here('ses', 'identity/${IdentityName}');
const collection = here('rekognition', 'collection/${CollectionId}');

const readItems = 'GetItem Scan Query BatchGetItem DescribeTable';
const writeItems = 'PutItem UpdateItem BatchWriteItem';
const readObjects = 'GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration';
const writeObjects = 'PutObject PutObjectAcl PutLifecycleConfiguration';

const templates: Readonly<Record<string, readonly Grant[]>> = {
  AMIDescribePolicy: [grant('ec2', 'DescribeImages', '*')],
  AWSSecretsManagerGetSecretValuePolicy: [grant('secretsmanager', 'GetSecretValue', '${SecretArn}')],
  AWSSecretsManagerRotationPolicy: [
    grant(
      'secretsmanager',
      'DescribeSecret GetSecretValue PutSecretValue UpdateSecretVersionStage',
      here('secretsmanager', 'secret:*'),
    ),
    grant('secretsmanager', 'GetRandomPassword', '*'),
  ],
  AthenaQueryPolicy: [
    grant(
      'athena',
      'ListWorkGroups GetExecutionEngine GetExecutionEngines GetNamespace GetCatalogs GetNamespaces GetTables GetTable',
      '*',
    ),
    grant(
      'athena',
      'StartQueryExecution GetQueryResults DeleteNamedQuery GetNamedQuery ListQueryExecutions StopQueryExecution GetQueryResultsStream ListNamedQueries CreateNamedQuery GetQueryExecution BatchGetNamedQuery BatchGetQueryExecution GetWorkGroup',
      here('athena', 'workgroup/${WorkGroupName}'),
    ),
  ],
  CloudFormationDescribeStacksPolicy: [
    grant('cloudformation', 'DescribeStacks', here('cloudformation', 'stack/*')),
  ],
  CloudWatchDashboardPolicy: [
    grant('cloudwatch', 'GetDashboard ListDashboards PutDashboard ListMetrics', '*'),
  ],
  CloudWatchDescribeAlarmHistoryPolicy: [grant('cloudwatch', 'DescribeAlarmHistory', '*')],
  CloudWatchPutMetricPolicy: [grant('cloudwatch', 'PutMetricData', '*')],
  CodeCommitReadPolicy: [
    grant(
      'codecommit',
      'GitPull GetBranch GetCommit ListBranches GetRepository',
      here('codecommit', '${RepositoryName}'),
    ),
  ],
  CodePipelineLambdaExecutionPolicy: [grant('codepipeline', 'PutJobSuccessResult PutJobFailureResult', '*')],
  CodePipelineReadOnlyPolicy: [
    grant('codepipeline', 'ListPipelineExecutions', here('codepipeline', '${PipelineName}')),
  ],
  ComprehendBasicAccessPolicy: [
    grant(
      'comprehend',
      'BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities DetectKeyPhrases DetectSentiment BatchDetectDominantLanguage BatchDetectSentiment',
      '*',
    ),
  ],
  CostExplorerReadOnlyPolicy: [
    grant(
      'ce',
      'GetCostAndUsage GetDimensionValues GetReservationCoverage GetReservationPurchaseRecommendation GetReservationUtilization GetTags',
      '*',
    ),
  ],
  DynamoDBBackupFullAccessPolicy: [
    grant('dynamodb', 'CreateBackup DescribeContinuousBackups', table),
    grant('dynamodb', 'DeleteBackup DescribeBackup ListBackups', `${table}/backup/*`),
  ],
  DynamoDBCrudPolicy: [
    grant(
      'dynamodb',
      `GetItem DeleteItem ${writeItems} Scan Query BatchGetItem DescribeTable ConditionCheckItem`,
      ...tableAndIndexes,
    ),
  ],
  DynamoDBReadPolicy: [grant('dynamodb', readItems, ...tableAndIndexes)],
  DynamoDBReconfigurePolicy: [grant('dynamodb', 'UpdateTable', table)],
  DynamoDBRestoreFromBackupPolicy: [
    grant('dynamodb', 'RestoreTableFromBackup', `${table}/backup/*`),
    grant('dynamodb', 'PutItem UpdateItem DeleteItem GetItem Query Scan BatchWriteItem', table),
  ],
  DynamoDBStreamReadPolicy: [
    grant('dynamodb', 'DescribeStream GetRecords GetShardIterator', stream),
    grant('dynamodb', 'ListStreams', here('dynamodb', 'table/${TableName}/stream/*')),
  ],
  DynamoDBWritePolicy: [grant('dynamodb', writeItems, ...tableAndIndexes)],
  EC2DescribePolicy: [grant('ec2', 'DescribeRegions DescribeInstances', '*')],
  EFSWriteAccessPolicy: [
    grant(
      'elasticfilesystem',
      'ClientMount ClientWrite',
      here('elasticfilesystem', 'file-system/${FileSystem}'),
    ),
  ],
  EKSDescribePolicy: [grant('eks', 'DescribeCluster ListClusters', '*')],
  EventBridgePutEventsPolicy: [grant('events', 'PutEvents', here('events', 'event-bus/${EventBusName}'))],
  FilterLogEventsPolicy: [
    grant('logs', 'FilterLogEvents', here('logs', 'log-group:${LogGroupName}:log-stream:*')),
  ],
  FirehoseCrudPolicy: [
    grant(
      'firehose',
      'CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord PutRecordBatch UpdateDestination',
      here('firehose', 'deliverystream/${DeliveryStreamName}'),
    ),
  ],
  FirehoseWritePolicy: [
    grant('firehose', 'PutRecord PutRecordBatch', here('firehose', 'deliverystream/${DeliveryStreamName}')),
  ],
  KMSDecryptPolicy: [grant('kms', 'Decrypt', here('kms', 'key/${KeyId}'))],
  KMSEncryptPolicy: [grant('kms', 'Encrypt', here('kms', 'key/${KeyId}'))],
  KinesisCrudPolicy: [
    grant(
      'kinesis',
      'AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream MergeShards PutRecord PutRecords SplitShard RemoveTagsFromStream',
      kinesis,
    ),
  ],
  KinesisStreamReadPolicy: [
    grant('kinesis', 'ListStreams DescribeLimits', here('kinesis', 'stream/*')),
    grant('kinesis', 'DescribeStream DescribeStreamSummary GetRecords GetShardIterator', kinesis),
  ],
  LambdaInvokePolicy: [grant('lambda', 'InvokeFunction', here('lambda', 'function:${FunctionName}*'))],
  OrganizationsListAccountsPolicy: [grant('organizations', 'ListAccounts', '*')],
  PollyFullAccessPolicy: [
    grant('polly', 'GetLexicon DeleteLexicon', here('polly', 'lexicon/${LexiconName}')),
    grant('polly', 'DescribeVoices ListLexicons PutLexicon SynthesizeSpeech', here('polly', 'lexicon/*')),
  ],
  RekognitionDetectOnlyPolicy: [
    grant('rekognition', 'DetectFaces DetectLabels DetectModerationLabels DetectText', '*'),
  ],
  RekognitionFacesPolicy: [grant('rekognition', 'CompareFaces DetectFaces', '*')],
  RekognitionFacesManagementPolicy: [
    grant('rekognition', 'IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces', collection),
  ],
  RekognitionLabelsPolicy: [grant('rekognition', 'DetectLabels DetectModerationLabels', '*')],
  RekognitionNoDataAccessPolicy: [
    grant('rekognition', 'CompareFaces DetectFaces DetectLabels DetectModerationLabels', collection),
  ],
  RekognitionReadPolicy: [
    grant('rekognition', 'ListCollections ListFaces SearchFaces SearchFacesByImage', collection),
  ],
  RekognitionWriteOnlyAccessPolicy: [grant('rekognition', 'CreateCollection IndexFaces', collection)],
  Route53ChangeResourceRecordSetsPolicy: [
    grant(
      'route53',
      'ChangeResourceRecordSets',
      'arn:${AWS::Partition}:route53:::hostedzone/${HostedZoneId}',
    ),
  ],
  S3CrudPolicy: [grant('s3', `${readObjects} ${writeObjects} DeleteObject`, bucket, `${bucket}/*`)],
  S3FullAccessPolicy: [
    grant(
      's3',
      'GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging',
      `${bucket}/*`,
    ),
    grant('s3', 'ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration', bucket),
  ],
  S3ReadPolicy: [grant('s3', readObjects, bucket, `${bucket}/*`)],
  S3WritePolicy: [grant('s3', writeObjects, bucket, `${bucket}/*`)],
  SESBulkTemplatedCrudPolicy: [
    grant(
      'ses',
      'GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail VerifyEmailIdentity',
      identity,
    ),
  ],
  SESCrudPolicy: [
    grant('ses', 'GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity', identity),
  ],
  SESEmailTemplateCrudPolicy: [
    grant(
      'ses',
      'CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate TestRenderTemplate',
      '*',
    ),
  ],
  SESSendBouncePolicy: [grant('ses', 'SendBounce', identity)],
  SNSCrudPolicy: [
    grant('sns', 'ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish', `${topic}*`),
  ],
  SNSPublishMessagePolicy: [grant('sns', 'Publish', topic)],
  SQSPollerPolicy: [
    grant(
      'sqs',
      'ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage',
      queue,
    ),
  ],
  SQSSendMessagePolicy: [grant('sqs', 'SendMessage*', queue)],
  SSMParameterReadPolicy: [
    grant('ssm', 'DescribeParameters', '*'),
    grant('ssm', 'GetParameters GetParameter GetParametersByPath', here('ssm', 'parameter/${ParameterName}')),
  ],
  SSMParameterWithSlashPrefixReadPolicy: [
    grant('ssm', 'DescribeParameters', '*'),
    grant('ssm', 'GetParameters GetParameter GetParametersByPath', here('ssm', 'parameter${ParameterName}')),
  ],
  StepFunctionsExecutionPolicy: [grant('states', 'StartExecution', machine)],
  StepFunctionsCallbackPolicy: [
    grant('states', 'SendTaskSuccess SendTaskFailure SendTaskHeartbeat', machine, machineRuns),
  ],
  TextractDetectAnalyzePolicy: [
    grant(
      'textract',
      'DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis AnalyzeDocument',
      '*',
    ),
  ],
  TextractGetResultPolicy: [grant('textract', 'GetDocumentTextDetection GetDocumentAnalysis', '*')],
  TextractPolicy: [grant('textract', '*', '*')],
  VPCAccessPolicy: [
    grant(
      'ec2',
      'CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface',
      '*',
    ),
  ],
};

export const policyTemplateNames = Object.keys(templates);

/** A policy document in which the given parameters stand; undefined when there is no template of the name. */
export function policyFromTemplate(name: string, parameters: ValueMap): ValueMap | undefined {
  const grants = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (grants === undefined) return undefined;
  const statements = grants.map(({ actions, resources }) => ({
    Effect: 'Allow',
    Action: [...actions],
    Resource: resources.map((resource) => withParameters(resource, parameters)),
  }));
  return { Version: '2012-10-17', Statement: statements };
}

/** Names of the parameters that a template has and was not given. */
export function missingParameters(name: string, parameters: ValueMap): string[] {
  const grants = Object.hasOwn(templates, name) ? (templates[name] ?? []) : [];
  const needed = grants.flatMap(({ resources }) => resources.flatMap(parameterNames));
  return [...new Set(needed)].filter((parameter) => parameters[parameter] === undefined);
}

const parameterNames = (resource: string): string[] =>
  [...resource.matchAll(/\$\{(\w+)\}/g)].map(([, parameter = '']) => parameter);

function withParameters(resource: string, parameters: ValueMap): Value {
  if (!resource.includes('${')) return resource;
  const used = parameterNames(resource).flatMap((parameter) => {
    const value = parameters[parameter];
    return value === undefined ? [] : [[parameter, value] as const];
  });
  return { 'Fn::Sub': [resource, Object.fromEntries(used)] };
}
