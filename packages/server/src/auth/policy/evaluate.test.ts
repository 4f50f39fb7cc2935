// Policies, evaluated as IAM documents it. A bug here allows what a policy denies, or denies what it allows.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate, type Verdict } from './evaluate.ts';
import { managedPolicy } from './managed-policies.ts';
import { readPolicy } from './policy-document.ts';
import { type RequestFacts, requestContext } from './request-context.ts';
import { Wildcard } from './wildcard.ts';

const realm = { partition: 'aws', region: 'eu-west-1', account: '000000000000' };
const order = 'arn:aws:lambda:eu-west-1:000000000000:function:order';
const execution = `${order}:3/durable-execution/order-17/0198c6a1-0000-7000-8000-000000000001`;
const alice = 'arn:aws:iam::000000000000:user/alice';
const facts: RequestFacts = {
  realm,
  now: Date.parse('2026-01-31T12:00:00Z'),
  sourceIp: '192.0.2.7',
  isSecure: true,
  userAgent: 'aws-cli/2.34',
  principalArn: alice,
  principalType: 'User',
  userId: 'AIDAEXAMPLE',
  userName: 'alice',
  resourceTags: { team: 'shop' },
};

interface Asked {
  action?: string;
  resource?: string;
  facts?: Partial<RequestFacts>;
}

const policyOf = (statements: object[], kind: 'identity' | 'resource') => {
  const policy = readPolicy({ Version: '2012-10-17', Statement: statements }, kind);
  if (!policy.ok) throw new Error(policy.refusal.message);
  return policy.value;
};

function verdict(identity: object[], asked: Asked = {}, resource: object[] = []): Verdict {
  return evaluate(
    {
      action: asked.action ?? 'lambda:InvokeFunction',
      resource: asked.resource ?? order,
      principal: { arns: [alice] },
      context: requestContext({ ...facts, ...asked.facts }),
    },
    {
      identity: [policyOf(identity, 'identity')],
      resource: resource.length === 0 ? [] : [policyOf(resource, 'resource')],
    },
  );
}

const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const deny = (Action: string, Resource = '*') => ({ Effect: 'Deny', Action, Resource });

test('nothing is allowed unless a statement says so, and a deny outranks every allow', () => {
  expect(verdict([])).toBe('not-allowed');
  expect(verdict([allow('lambda:InvokeFunction')])).toBe('allowed');
  expect(verdict([allow('*'), deny('lambda:Invoke*')])).toBe('denied-by-identity');
  expect(verdict([deny('lambda:Invoke*'), allow('*')])).toBe('denied-by-identity');
});

test.each([
  ['lambda:InvokeFunction', true],
  ['LAMBDA:invokefunction', true],
  ['lambda:*', true],
  ['*', true],
  ['lambda:Invoke?unction', true],
  ['lambda:Invoke', false],
  ['lambda:InvokeFunctionUrl', false],
  ['dynamodb:*', false],
])('the action %s covers lambda:InvokeFunction: %s', (action, isCovered) => {
  expect(verdict([allow(action)])).toBe(isCovered ? 'allowed' : 'not-allowed');
});

test.each([
  [order, order, true],
  [order, `${order}:live`, false],
  [`${order}:*`, `${order}:live`, true],
  [`${order}*`, `${order}-two`, true],
  [`${order}:*`, execution, true],
  [`${order}:*/durable-execution/*/*`, execution, true],
  [`${order}:3/durable-execution/*`, execution, true],
  [`${order}:4/durable-execution/*`, execution, false],
  [order, execution, false],
  ['arn:aws:lambda:*:*:function:order', order, true],
  ['arn:aws:lambda:us-east-1:*:function:order', order, false],
  ['arn:aws:lambda:*:*:function:*', order, true],
  // A star does not reach over the colons before the last part.
  ['arn:aws:*:function:order', order, false],
  ['arn:aws:s3:::*', order, false],
  ['*', order, true],
])('the resource %s covers %s: %s', (resource, asked, isCovered) => {
  const action = 'lambda:GetDurableExecution';
  const outcome = resource === 'arn:aws:*:function:order' ? 'refused' : isCovered ? 'allowed' : 'not-allowed';
  if (outcome === 'refused') expect(() => verdict([allow(action, resource)])).toThrow(/six parts/);
  else expect(verdict([allow(action, resource)], { action, resource: asked })).toBe(outcome);
});

test('what is not about one resource needs a policy that says *', () => {
  const asked = { action: 'lambda:ListFunctions', resource: '*' };
  expect(verdict([allow('lambda:ListFunctions', '*')], asked)).toBe('allowed');
  expect(verdict([allow('lambda:ListFunctions', `${order}*`)], asked)).toBe('not-allowed');
});

test('NotAction and NotResource cover everything else', () => {
  const others = { Effect: 'Allow', NotAction: 'lambda:Delete*', Resource: '*' };
  expect(verdict([others])).toBe('allowed');
  expect(verdict([others], { action: 'lambda:DeleteFunction' })).toBe('not-allowed');
  const elsewhere = { Effect: 'Deny', Action: '*', NotResource: `${order}*` };
  expect(verdict([allow('*'), elsewhere])).toBe('allowed');
  expect(verdict([allow('*'), elsewhere], { resource: `${order.slice(0, -5)}pay` })).toBe(
    'denied-by-identity',
  );
});

test('variables stand for what is known of the request, literally', () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are variables of the policy language.
  const own = [allow('*', 'arn:aws:lambda:*:*:function:${aws:username}-*')];
  const ask = (name: string, userName?: string) =>
    verdict(own, {
      resource: order.replace('order', name),
      ...(userName === undefined ? {} : { facts: { userName } }),
    });
  expect(ask('alice-orders')).toBe('allowed');
  expect(ask('bob-orders')).toBe('not-allowed');
  expect(ask('anything-orders', '*')).toBe('not-allowed');
  expect(ask('*-orders', '*')).toBe('allowed');
  const unknown = [allow('*', 'arn:aws:lambda:*:*:function:${aws:TokenIssueTime}*')];
  expect(verdict(unknown)).toBe('not-allowed');
  const fallback = [allow('*', "arn:aws:lambda:*:*:function:${aws:TokenIssueTime, 'order'}")];
  expect(verdict(fallback)).toBe('allowed');
  const star = [allow('*', 'arn:aws:lambda:*:*:function:${*}')];
  expect(verdict(star)).toBe('not-allowed');
  expect(verdict(star, { resource: order.replace('order', '*') })).toBe('allowed');
  const older = readPolicy(
    { Statement: [allow('*', 'arn:aws:lambda:*:*:function:${aws:username}')] },
    'identity',
  );
  expect(older.ok && older.value[0]?.hasVariables).toBe(false);
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: they were variables of the policy language.
});

test.each([
  ['StringEquals', 'aws:username', 'alice', true],
  ['StringEquals', 'aws:username', ['bob', 'alice'], true],
  ['StringEquals', 'aws:username', 'Alice', false],
  ['StringEqualsIgnoreCase', 'aws:username', 'ALICE', true],
  ['StringNotEquals', 'aws:username', ['bob', 'alice'], false],
  ['StringNotEquals', 'aws:TokenIssueTime', 'x', true],
  ['StringLike', 'aws:UserAgent', 'aws-cli/*', true],
  ['StringNotLike', 'aws:UserAgent', 'aws-cli/*', false],
  ['StringEquals', 'aws:ResourceTag/team', 'shop', true],
  ['StringEquals', 'aws:ResourceTag/other', 'shop', false],
  ['StringEqualsIfExists', 'aws:ResourceTag/other', 'shop', true],
  ['IpAddress', 'aws:SourceIp', '192.0.2.0/24', true],
  ['IpAddress', 'aws:SourceIp', '192.0.3.0/24', false],
  ['IpAddress', 'aws:SourceIp', '2001:db8::/32', false],
  ['NotIpAddress', 'aws:SourceIp', '192.0.2.7', false],
  ['Bool', 'aws:SecureTransport', 'true', true],
  ['Bool', 'aws:SecureTransport', false, false],
  ['DateLessThan', 'aws:CurrentTime', '2026-02-01T00:00:00Z', true],
  ['DateGreaterThan', 'aws:CurrentTime', '2026-02-01T00:00:00Z', false],
  ['NumericGreaterThanEquals', 'aws:EpochTime', 1_769_860_800, true],
  ['NumericLessThan', 'aws:EpochTime', '1769860800', false],
  ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:user/*', true],
  ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:user/*', false],
  ['Null', 'aws:TokenIssueTime', 'true', true],
  ['Null', 'aws:username', 'true', false],
  ['ForAnyValue:StringLike', 'aws:username', 'al*', true],
  ['ForAllValues:StringEquals', 'aws:TokenIssueTime', 'x', true],
  ['StringEquals', 's3:prefix', 'x', false],
] as const)('the condition %s of %s with %j holds: %s', (operator, key, value, isHeld) => {
  const statement = allow('*', '*', { [operator]: { [key]: value } });
  expect(verdict([statement])).toBe(isHeld ? 'allowed' : 'not-allowed');
});

test('an address that came over IPv6 to an IPv4 socket counts as what it is', () => {
  const statement = allow('*', '*', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } });
  expect(verdict([statement], { facts: { sourceIp: '::ffff:192.0.2.9' } })).toBe('allowed');
});

test('all operators and all keys of a condition must hold', () => {
  const both = { StringEquals: { 'aws:username': 'alice', 'aws:PrincipalType': 'User' } };
  expect(verdict([allow('*', '*', both)])).toBe('allowed');
  expect(verdict([allow('*', '*', { ...both, Bool: { 'aws:SecureTransport': 'false' } })])).toBe(
    'not-allowed',
  );
});

test('the policy of a function lets in whom it names, and keeps out whom it denies', () => {
  const grant = (Principal: unknown, Effect = 'Allow') => [
    { Effect, Principal, Action: '*', Resource: order },
  ];
  expect(verdict([], {}, grant('*'))).toBe('allowed');
  expect(verdict([], {}, grant({ AWS: '*' }))).toBe('allowed');
  expect(verdict([], {}, grant({ AWS: [alice] }))).toBe('allowed');
  expect(verdict([], {}, grant({ AWS: `${alice}2` }))).toBe('not-allowed');
  expect(verdict([], {}, grant({ AWS: '000000000000' }))).toBe('not-allowed');
  expect(verdict([], {}, grant({ Service: 'events.amazonaws.com' }))).toBe('not-allowed');
  expect(verdict([allow('*')], {}, grant({ AWS: alice }, 'Deny'))).toBe('denied-by-resource');
});

test.each([
  ['no JSON', '{', /JSON/],
  ['a list', [], /JSON object/],
  ['an unknown version', { Version: '2020-01-01', Statement: [] }, /Version/],
  ['an unknown member', { Statement: [], Extra: 1 }, /"Extra"/],
  ['no effect', { Statement: [{ Action: '*', Resource: '*' }] }, /Allow or Deny/],
  ['another effect', { Statement: [{ ...allow('*'), Effect: 'allow' }] }, /Allow or Deny/],
  ['no action', { Statement: [{ Effect: 'Allow', Resource: '*' }] }, /Action or NotAction/],
  ['both actions', { Statement: [{ ...allow('*'), NotAction: '*' }] }, /Action or NotAction/],
  ['an action without a service', { Statement: [allow('InvokeFunction')] }, /service:Name/],
  ['an empty list of actions', { Statement: [allow([])] }, /empty/],
  ['an action that is no text', { Statement: [{ ...allow('*'), Action: { a: 1 } }] }, /text/],
  ['a resource that is no ARN', { Statement: [allow('*', 'order')] }, /six parts/],
  [
    'an unknown operator',
    { Statement: [allow('*', '*', { StringIs: { 'aws:username': 'x' } })] },
    /StringIs/,
  ],
  [
    'an unknown key',
    { Statement: [allow('*', '*', { StringEquals: { 'aws:usrname': 'x' } })] },
    /aws:usrname/,
  ],
  [
    'a range that is none',
    { Statement: [allow('*', '*', { IpAddress: { 'aws:SourceIp': '1.2.3' } })] },
    /1\.2\.3/,
  ],
  [
    'a date that is none',
    { Statement: [allow('*', '*', { DateLessThan: { 'aws:CurrentTime': 'soon' } })] },
    /soon/,
  ],
  ['a principal', { Statement: [{ ...allow('*'), Principal: '*' }] }, /principal/],
  ['a statement that is a text', { Statement: 'Allow' }, /object/],
  ['too many statements', { Statement: Array.from({ length: 201 }, () => allow('*')) }, /200/],
  ['an action of enormous length', { Statement: [allow(`lambda:${'x'.repeat(3000)}`)] }, /too long/],
  ['enormous text', `"${'x'.repeat(30_000)}"`, /longer than/],
  [
    'a prototype',
    JSON.parse('{"__proto__":{"Statement":[]},"Statement":{"__proto__":null}}'),
    /does? not|must|have/,
  ],
])('a document with %s is refused, and told why', (_, document, message) => {
  const policy = readPolicy(document, 'identity');
  expect(policy).toMatchObject({ ok: false, refusal: { code: 'InvalidParameterValueException' } });
  expect(!policy.ok && policy.refusal.message).toMatch(message);
});

test('whatever JSON is given as a policy is answered, not thrown', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (document) => {
      expect(typeof readPolicy(document, 'identity').ok).toBe('boolean');
      expect(typeof readPolicy({ Statement: document }, 'resource').ok).toBe('boolean');
      expect(typeof readPolicy({ Statement: { ...allow('*'), Condition: document } }, 'identity').ok).toBe(
        'boolean',
      );
    }),
  );
});

test('a pattern matches what its regular expression matches', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (written, tried) => {
      const expression = written.replace(/\*/g, '.*').replace(/\?/g, '.');
      const isMatch = new RegExp(`^${expression}$`, 's').test(tried);
      expect(new Wildcard(written, false).matches(tried, () => undefined)).toBe(isMatch);
    }),
    { numRuns: 2000, seed: 17 },
  );
});

test('a pattern made to be slow is not', () => {
  const pattern = new Wildcard(`${'a*'.repeat(200)}b`, false);
  // With backtracking this would not end within the life of the universe.
  expect(pattern.matches('a'.repeat(2000), () => undefined)).toBe(false);
});

test('the managed policy of durable functions speaks of the own executions of the function', () => {
  const policy = managedPolicy(
    'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicDurableExecutionRolePolicy',
  );
  const ask = (sourceFunctionArn: string, action = 'lambda:CheckpointDurableExecution') =>
    evaluate(
      {
        action,
        resource: execution,
        principal: { arns: [] },
        context: requestContext({ ...facts, sourceFunctionArn }),
      },
      { identity: policy === undefined ? [] : [policy], resource: [] },
    );
  expect(ask(order)).toBe('allowed');
  expect(ask(order, 'lambda:GetDurableExecutionState')).toBe('allowed');
  expect(ask(order, 'lambda:StopDurableExecution')).toBe('not-allowed');
  expect(ask(order.replace('order', 'ord'))).toBe('not-allowed');
  expect(ask(order.replace('order', 'pay'))).toBe('not-allowed');
});
