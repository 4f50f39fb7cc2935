// Templates that cannot be deployed: each problem with its line and column, and what to do about it.

import { describe, expect, it } from 'vitest';
import { refusalOf } from './testing/read-text.ts';

const FUNCTION = `
    Type: AWS::Serverless::Function
    Properties: { InlineCode: x, Handler: index.handler, Runtime: nodejs24.x`;

const sam = (resources: string): string => `Transform: AWS::Serverless-2016-10-31\nResources:\n${resources}`;

describe('a template', () => {
  it.each([
    ['a syntax error in YAML', 'Resources:\n  A: [1, 2\n  B: 3\n', /^template\.yaml:3:3: /],
    ['a syntax error in JSON', '{\n  "Resources": {}\n  "Outputs": {}\n}', /^template\.yaml:3:3: /],
    ['a name twice', 'Resources:\n  A: { Type: X }\n  A: { Type: Y }\n', /^template\.yaml:3:3: .*unique/],
    ['text alone', 'hello', 'template.yaml:1:1: A template is a map with the section Resources'],
    ['no resources', 'Outputs: {}', 'template.yaml:1:1: The template has no section Resources.'],
    [
      'a section that is none',
      'Resources: {}\nOutput: {}',
      'template.yaml:2:1: Output is not a section of a template. Did you mean Outputs?',
    ],
    ['a resource without a type', 'Resources:\n  A: {}', 'template.yaml:2:3: Resource A has no Type.'],
    [
      'a member in the wrong place',
      'Resources:\n  A:\n    Type: X\n    Property: {}',
      'template.yaml:4:5: Resource A: Property does not belong here. Did you mean Properties?',
    ],
    [
      'an unknown short tag',
      'Resources: {}\nOutputs:\n  A:\n    Value: !Reff B',
      'template.yaml:4:5: !Reff is not an intrinsic function. Did you mean !Ref?',
    ],
    [
      'an unknown intrinsic',
      'Resources: {}\nOutputs:\n  A:\n    Value:\n      Fn::Substitute: x',
      'template.yaml:5:7: There is no intrinsic function Fn::Substitute.',
    ],
    [
      'a loop of its own',
      'Resources: {}\nOutputs:\n  A:\n    Value: { "Fn::ForEach::B": [] }',
      'Fn::ForEach is not read; write the resources out.',
    ],
    [
      'a reference to nothing',
      'Resources: {}\nOutputs:\n  A:\n    Value: !Ref Tabel\n',
      'template.yaml:4:5: There is no parameter or resource Tabel.',
    ],
    [
      'an attribute that is not there',
      'Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties: { AttributeDefinitions: [], KeySchema: [{ AttributeName: a, KeyType: HASH }] }\nOutputs:\n  A:\n    Value: !GetAtt T.Arnn',
      'T (AWS::DynamoDB::Table) has no attribute Arnn; it has Arn, StreamArn. Did you mean Arn?',
    ],
    [
      'a condition that is not there',
      'Resources:\n  A:\n    Type: X\n    Condition: Nope',
      'template.yaml:4:5: There is no condition Nope.',
    ],
    [
      'a condition in a circle',
      'Conditions:\n  A: !Not [Condition: B]\n  B: !Not [Condition: A]\nResources:\n  R: { Type: X, Condition: A }',
      'Condition A depends on itself.',
    ],
    [
      'a mapping that is not there',
      'Resources: {}\nOutputs:\n  A:\n    Value: !FindInMap [M, a, b]',
      'Fn::FindInMap: Mappings has no M.a.b.',
    ],
    [
      'a macro',
      'Transform: MyMacro\nResources: {}',
      'template.yaml:1:1: MyMacro is a macro of AWS, which cannot run here',
    ],
    [
      'SAM without its transform',
      'Resources:\n  F:\n    Type: AWS::Serverless::Function',
      'template.yaml:2:3: AWS::Serverless::Function needs `Transform: AWS::Serverless-2016-10-31`',
    ],
    [
      'anchors that unfold without end',
      'a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e]\ng: &g [*f, *f, *f, *f, *f, *f, *f, *f]\n',
      'The template is too large, or its anchors refer to themselves.',
    ],
  ])('with %s is refused', (_, text, message) => {
    expect(refusalOf(text)).toMatch(typeof message === 'string' ? new RegExp(escaped(message)) : message);
  });

  it('in a circle is refused with the way around', () => {
    const text = sam(
      `  A:${FUNCTION}, Environment: { Variables: { B: !GetAtt B.Arn } } }\n  B:${FUNCTION}, Environment: { Variables: { A: !Sub '\${A.Arn}' } } }`,
    );
    expect(refusalOf(text)).toBe('template.yaml:3:3: Circular reference: A → B → A.');
  });

  it('shows all problems of a stage at once, in the order of the text', () => {
    const text = sam(`  A:${FUNCTION}, Memory: 1 }\n  B:${FUNCTION}, Polices: [] }`);
    expect(refusalOf(text).split('\n')).toEqual([
      'template.yaml:5:79: Function A has no property Memory. Did you mean MemorySize?',
      'template.yaml:8:79: Function B has no property Polices. Did you mean Policies?',
    ]);
  });
});

describe('a serverless function', () => {
  it.each([
    ['without a runtime', '{ InlineCode: x, Handler: index.handler }', 'Function F has no Runtime.'],
    [
      'without code',
      '{ Handler: index.handler, Runtime: nodejs24.x }',
      'it has no CodeUri and no InlineCode.',
    ],
    [
      'with code in S3',
      '{ CodeUri: s3://bucket/key, Handler: a.b, Runtime: nodejs24.x }',
      'its code is at s3://bucket/key, which is not read here.',
    ],
    [
      'with a timeout of text',
      '{ InlineCode: x, Handler: a.b, Runtime: nodejs24.x, Timeout: soon }',
      'Timeout is text; it must be a whole number.',
    ],
    [
      'with durable settings but no timeout',
      '{ InlineCode: x, Handler: a.b, Runtime: nodejs24.x, DurableConfig: { RetentionPeriodInDays: 1 } }',
      'ExecutionTimeout is missing.',
    ],
    [
      'with an unknown event',
      '{ InlineCode: x, Handler: a.b, Runtime: nodejs24.x, Events: { E: { Type: HttpAPI } } }',
      'There is no event of type HttpAPI. Did you mean HttpApi?',
    ],
    [
      'with an unknown policy template',
      '{ InlineCode: x, Handler: a.b, Runtime: nodejs24.x, Policies: [{ DynamoDBCrudPolicie: { TableName: t } }] }',
      'There is no policy template DynamoDBCrudPolicie. Did you mean DynamoDBCrudPolicy?',
    ],
    [
      'with a policy template that lacks its parameter',
      '{ InlineCode: x, Handler: a.b, Runtime: nodejs24.x, Policies: [{ DynamoDBCrudPolicy: {} }] }',
      'The policy template DynamoDBCrudPolicy needs TableName.',
    ],
    [
      'that an event starts without a version',
      '{ InlineCode: x, Handler: a.b, Runtime: nodejs24.x, DurableConfig: { ExecutionTimeout: 9 }, Events: { E: { Type: HttpApi } } }',
      'The route ANY $default of ServerlessHttpApi starts the durable function F without a version',
    ],
    [
      'that a route waits for too long',
      '{ InlineCode: x, Handler: a.b, Runtime: nodejs24.x, AutoPublishAlias: live, DurableConfig: { ExecutionTimeout: 7200 }, Events: { E: { Type: HttpApi } } }',
      'waits for F, whose executions may run for 7200 s',
    ],
  ])('%s is refused', (_, properties, message) => {
    expect(
      refusalOf(sam(`  F:\n    Type: AWS::Serverless::Function\n    Properties: ${properties}`)),
    ).toContain(message);
  });
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
