// What a server gets of the policies of a role, and what a role of SAM's is made of.

import { describe, expect, it } from 'vitest';
import { modelOf } from '../testing/read-text.ts';
import { rolePolicies } from './role-policies.ts';

const functionWith = (properties: string): string => `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: { Type: AWS::Serverless::SimpleTable }
  F:
    Type: AWS::Serverless::Function
    Properties: { InlineCode: x, Handler: index.handler, Runtime: nodejs24.x, ${properties} }
`;

function policiesOf(properties: string) {
  const model = modelOf(functionWith(properties));
  const [role] = model.roles;
  if (role === undefined) throw new Error('no role');
  return { role, policies: rolePolicies(role), notes: model.notes };
}

describe('the role that a function gets', () => {
  it('has the durable permissions when the function is durable, and the plain ones when it is not', () => {
    expect(policiesOf('DurableConfig: { ExecutionTimeout: 9 }').policies).toEqual({
      AWSLambdaBasicDurableExecutionRolePolicy: null,
    });
    expect(policiesOf('Timeout: 9').policies).toEqual({ AWSLambdaBasicExecutionRole: null });
  });

  it('is named by the function, and there is none when the function names one', () => {
    const { role } = policiesOf('Timeout: 9');
    const model = modelOf(functionWith('Timeout: 9'));
    expect(model.functions[0]?.settings.Role).toBe(`arn:aws:iam::123456789012:role/${role.roleName}`);
    expect(modelOf(functionWith("Role: 'arn:aws:iam::123456789012:role/own'")).roles).toEqual([]);
  });

  it('has what policy templates say, with the resource that they were given', () => {
    const { policies } = policiesOf('Policies: [{ DynamoDBReadPolicy: { TableName: !Ref Orders } }]');
    const [, document] = Object.entries(policies)[1] ?? [];
    const [statement] = (document?.Statement ?? []) as { Action: string[]; Resource: string[] }[];
    expect(statement?.Action).toContain('dynamodb:Query');
    expect(statement?.Resource).toEqual([
      expect.stringMatching(/^arn:aws:dynamodb:eu-west-1:123456789012:table\/shop-Orders-\w+$/),
      expect.stringMatching(/^arn:aws:dynamodb:eu-west-1:123456789012:table\/shop-Orders-\w+\/index\/\*$/),
    ]);
  });

  it('has statements as they are, without those of services that are not here', () => {
    const { policies } = policiesOf(
      'Policies: [{ Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }, { Effect: Deny, Action: ["lambda:InvokeFunction"], Resource: "*" }] }, { Statement: [{ Effect: Allow, Action: sns:Publish, Resource: "*" }] }]',
    );
    expect(policies).toEqual({
      AWSLambdaBasicExecutionRole: null,
      FRolePolicy0: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Action: ['lambda:InvokeFunction'], Resource: '*' }],
      },
    });
  });

  it('spells out managed policies that allow something here, and notes the others', () => {
    const { policies, notes } = policiesOf(
      'Policies: [AmazonDynamoDBFullAccess, AmazonS3FullAccess], PermissionsBoundary: arn:aws:iam::aws:policy/X',
    );
    expect(policies.AmazonDynamoDBFullAccess).toMatchObject({ Statement: [{ Action: ['dynamodb:*'] }] });
    expect(notes.map(({ subject }) => subject)).toEqual([
      'PermissionsBoundary of FRole',
      'Managed policies of FRole',
    ]);
  });

  it('of a template has the policies that are attached to it from elsewhere', () => {
    const [role] = modelOf(`Resources:
  R:
    Type: AWS::IAM::Role
    Properties: { RoleName: runner, AssumeRolePolicyDocument: {}, ManagedPolicyArns: [!Ref M] }
  P:
    Type: AWS::IAM::Policy
    Properties: { PolicyName: attached, Roles: [!Ref R], PolicyDocument: { Statement: [{ Effect: Allow, Action: 'lambda:*', Resource: '*' }] } }
  M:
    Type: AWS::IAM::ManagedPolicy
    Properties: { ManagedPolicyName: managed, PolicyDocument: { Statement: [{ Effect: Allow, Action: 'events:*', Resource: '*' }] } }
`).roles;
    expect(
      Object.keys(
        rolePolicies(role ?? { logicalId: '', roleName: '', managedPolicyArns: [], policies: [], path: [] }),
      ),
    ).toEqual(['managed', 'attached']);
  });
});
