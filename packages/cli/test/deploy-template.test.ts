// Templates of the kinds that people have, deployed to a real server: what is there afterwards is what the template says, and
// it works. In each, the second deployment finds nothing to change.

import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  GetDurableExecutionCommand,
  GetFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  ListDurableExecutionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeploySession, templateOf } from './deploy-session.ts';

let session: DeploySession;
beforeAll(async () => {
  session = await DeploySession.begin();
});
afterAll(() => session[Symbol.asyncDispose]());

async function deploy(name: string, { file = 'template.yaml', args = [] as string[] } = {}) {
  const words = ['deploy', templateOf(name, file), '--stack-name', name, ...args];
  const first = await session.perdure(words);
  expect(first.stderr).toContain('Deployed in');
  expect(first.exitCode).toBe(0);
  const second = await session.perdure(words);
  expect(second.stderr).toContain('Nothing changed.');
  return { ...first, stack: await session.stack(name) };
}

async function functionOf(stackName: string, logicalId: string) {
  const { Document } = await session.stack(stackName);
  const ids = Object.entries((Document.Metadata?.LogicalIds ?? {}) as Record<string, string>);
  const name = ids.find(([, id]) => id === logicalId)?.[0];
  return session.client.send(new GetFunctionCommand({ FunctionName: name }));
}

async function invoke(functionName: string, payload: unknown, qualifier?: string) {
  const answer = await session.client.send(
    new InvokeCommand({
      FunctionName: functionName,
      Payload: JSON.stringify(payload),
      ...(qualifier !== undefined && { Qualifier: qualifier }),
    }),
  );
  const result: unknown = JSON.parse(answer.Payload?.transformToString() ?? 'null');
  return { result, version: answer.ExecutedVersion, failed: answer.FunctionError };
}

/** The result of the newest execution of a function, once it has ended. */
async function resultOfNewest(functionName: string): Promise<unknown> {
  for (;;) {
    const { DurableExecutions = [] } = await session.client.send(
      new ListDurableExecutionsByFunctionCommand({ FunctionName: functionName, ReverseOrder: true }),
    );
    const [newest] = DurableExecutions;
    if (newest?.Status !== undefined && newest.Status !== 'RUNNING') {
      const asked = new GetDurableExecutionCommand({
        DurableExecutionArn: newest.DurableExecutionArn,
        IncludeExecutionData: true,
      });
      return JSON.parse((await session.client.send(asked)).Result ?? 'null');
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const outputs = ({ Document }: Awaited<ReturnType<DeploySession['stack']>>) =>
  Object.fromEntries((Document.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));

describe('a template', () => {
  it('with esbuild metadata and an HTTP API starts its saga by a route', async () => {
    const { stack, stdout } = await deploy('saga');
    const { Configuration: settings } = await functionOf('saga', 'JourneyFunction');
    expect(settings).toMatchObject({
      Runtime: 'nodejs24.x',
      MemorySize: 256,
      Timeout: 30,
      Handler: 'journey.handler',
      DurableConfig: { ExecutionTimeout: 900, RetentionPeriodInDays: 7 },
      Environment: { Variables: { LOG_LEVEL: 'info', FLIGHT_LIMIT: '300' } },
    });
    const { JourneyUrl, JourneyAlias, JourneyFunctionArn } = outputs(stack);
    expect(JourneyUrl).toBe(`${session.endpoint}/perdure/apis/saga-serverlesshttpapi/journeys`);
    expect(stdout).toContain(JourneyUrl);
    expect(JourneyAlias).toBe(`${JourneyFunctionArn}:live`);
    const answer = await fetch(`${JourneyUrl}/ada`, { method: 'POST' });
    expect(await answer.json()).toEqual({ flight: 'flight-of-ada-below-300', hotel: 'hotel-of-ada' });
  });

  it('with resources of API Gateway and conditions serves the paths that they make', async () => {
    const { stack } = await deploy('webhook', { args: ['--parameter-overrides', 'MaxMinutes=5'] });
    const { Url, Noise } = outputs(stack);
    expect(Noise).toBeUndefined();
    const answer = await fetch(`${Url}/till`, { method: 'POST', body: '{}' });
    expect([answer.status, answer.headers.get('x-stage')]).toEqual([202, 'dev']);
    const { source, worker } = (await answer.json()) as { source: string; worker: string };
    expect(source).toBe('till');
    expect((await invoke(worker, { from: 'till' })).result).toEqual({
      from: 'till',
      mode: 'quiet',
      extra: 'none',
    });
    const { Configuration } = await functionOf('webhook', 'Worker');
    expect(Configuration?.DurableConfig).toEqual({ ExecutionTimeout: 600, RetentionPeriodInDays: 1 });
  });

  it('whose functions call each other gives them each other’s names', async () => {
    const { stack } = await deploy('chain');
    const name = outputs(stack).Decide ?? '';
    expect((await invoke(name, { customer: 7 }, 'live')).result).toEqual({ customer: 7, points: 30 });
    const score = await functionOf('chain', 'Score');
    expect(score.Concurrency?.ReservedConcurrentExecutions).toBe(2);
    expect(score.Tags).toMatchObject({ team: 'risk', model: 'small', 'perdure:stack': 'chain' });
  });

  it('with a table, a topic and an implicit REST API has its paths, preflights and variables', async () => {
    const args = ['--parameter-overrides', 'ApproverMail=boss@desk.example'];
    const { stack, stderr } = await deploy('approval', { args });
    const { Desk, Topic } = outputs(stack);
    const approved = await fetch(`${Desk}/R-7/approve`);
    expect(await approved.json()).toEqual({
      resource: '/requests/{id}/approve',
      id: 'R-7',
      starts: expect.stringMatching(/:function:approval-Approval-\w+:live$/),
    });
    const preflight = await fetch(Desk ?? '', { method: 'OPTIONS' });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://desk.example');
    expect(preflight.headers.get('access-control-allow-methods')).toBe('OPTIONS,POST');
    expect(stack.Document.Tables).toMatchObject([
      { KeySchema: [{ AttributeName: 'requestId', KeyType: 'HASH' }] },
    ]);
    expect(stderr).toContain(
      `MAILS of Approval has ${Topic}, which was made up. Give the value of one that runs: --resource Mails=…`,
    );
    expect(stderr).toContain(`Output Topic has ${Topic}, which was made up.`);
  });

  it('with an OpenAPI body starts executions asynchronously, mocks, and says which route it cannot serve', async () => {
    const { stack, stderr } = await deploy('intake');
    const { Endpoint, Table } = outputs(stack);
    const accepted = await fetch(Endpoint ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"drink":"latte"}',
    });
    expect(accepted.status).toBe(202);
    const { orderId } = (await accepted.json()) as { orderId: string };
    expect(await resultOfNewest('intake-processing')).toEqual({
      orderId,
      order: { drink: 'latte' },
      total: 12,
      table: 'intake-orders',
    });
    expect(await (await fetch(String(Endpoint).replace('/orders', '/health'))).json()).toEqual({ up: true });
    expect(Table).toBe('arn:aws:dynamodb:us-east-1:000000000000:table/intake-orders');
    expect(stack.Document.Tables?.[0]).toMatchObject({
      TableName: 'intake-orders',
      DeletionPolicy: 'Retain',
    });
    expect(stderr).toContain('Route GET /orders/{id} of Intake (ignored)');
  });

  it('with a bus and patterns starts its functions by the events that match', async () => {
    const { stack } = await deploy('parcels');
    const [delivery, scans] = ['Delivery', 'Scans'].map((id) =>
      stack.Document.Functions?.find((name) => name.includes(id)),
    );
    const events = new EventBridgeClient({
      endpoint: session.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const detail = { weight: 3, kind: 'box', parcel: 'P-1', insured: true };
    const entry = { EventBusName: 'parcels-parcels', Source: 'depot.north', DetailType: 'PARCEL_HANDED_IN' };
    const letter = { ...detail, kind: 'letter', parcel: 'P-2' };
    await events.send(
      new PutEventsCommand({
        Entries: [detail, letter].map((Detail) => ({ ...entry, Detail: JSON.stringify(Detail) })),
      }),
    );
    events.destroy();
    expect(await resultOfNewest(delivery ?? '')).toEqual({ parcel: 'P-1', bus: 'parcels-parcels' });
    const { DurableExecutions } = await session.client.send(
      new ListDurableExecutionsByFunctionCommand({ FunctionName: delivery }),
    );
    expect(DurableExecutions).toHaveLength(1);
    expect(stack.Document.Outputs?.[0]?.ExportName).toBe('parcels-bus');
    const config = await session.client.send(
      new GetFunctionEventInvokeConfigCommand({ FunctionName: scans, Qualifier: '$LATEST' }),
    );
    expect(config).toMatchObject({ MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 120 });
  });

  it('of CloudFormation alone, in JSON, makes the version, the alias and the URL', async () => {
    const { stack } = await deploy('plain', { file: 'template.json' });
    const { Configuration } = await functionOf('plain', 'Greeter');
    expect(Configuration).toMatchObject({ MemorySize: 192, Timeout: 45 });
    const answer = await fetch(outputs(stack).Url ?? '');
    expect(await answer.json()).toEqual({ greeting: 'aGVsbG8=' });
    expect((await invoke(Configuration?.FunctionName ?? '', { name: 'Bo' }, 'stable')).version).toBe('1');
  });

  it('that CDK made is deployed with the code of its assets', async () => {
    const { stack } = await deploy('cdk', { file: 'Reminders.template.json' });
    const answer = await fetch(`${outputs(stack).Endpoint}reminders`, {
      method: 'POST',
      body: '{"what":"milk"}',
    });
    expect(await answer.json()).toEqual({ remembered: 'milk' });
    expect(stack.Document.Apis?.[0]).toMatchObject({
      Name: 'reminders',
      Cors: { AllowMethods: ['*'], AllowOrigins: ['https://app.example'] },
    });
  });

  it('of Python functions is deployed with its handler', async () => {
    await deploy('parallel');
    const { Configuration } = await functionOf('parallel', 'Split');
    expect(Configuration).toMatchObject({
      Runtime: 'python3.14',
      Handler: 'app.lambda_handler',
      Timeout: 120,
    });
  });

  it('with schedules of every kind has them, each with what it starts', async () => {
    const { stack, stderr } = await deploy('nightly', { file: 'template.yml' });
    const { Rules = [], Schedules = [], Functions = [] } = stack.Document;
    const sweep = Functions.find((name) => name.includes('Sweep'));
    expect(Rules).toMatchObject([
      {
        ScheduleExpression: 'cron(0 2 * * ? *)',
        State: 'DISABLED',
        Targets: [{ Function: expect.stringMatching(/^nightly-Report-/), Input: '{"count": 7}' }],
      },
    ]);
    expect(Schedules).toMatchObject([
      {
        Name: 'ReportZoned',
        ScheduleExpressionTimezone: 'Europe/Berlin',
        State: 'ENABLED',
        RetryPolicy: { MaximumRetryAttempts: 4 },
      },
      { ScheduleExpression: 'rate(1 hour)', Function: `${sweep}:live`, Input: '{"deep": true}' },
    ]);
    expect(outputs(stack).SweepVersion).toMatch(/:function:nightly-Sweep-\w+:1$/);
    expect(stderr).toContain('AWS::Logs::LogGroup ReportLogs (ignored)');
  });

  it('with queues says what is not run here, and what its functions have instead', async () => {
    const { stderr, stack } = await deploy('queue');
    expect(stderr).toContain('AWS::SQS::Queue Jobs (given)');
    expect(stderr).toContain(
      'JOBS_URL of Producer has https://sqs.us-east-1.amazonaws.com/000000000000/queue-Jobs-',
    );
    expect(stderr).toContain('AWS::SQS::Queue DeadLetters (ignored)');
    expect(stderr).toContain('AWS::Lambda::EventSourceMapping ConsumerJob (ignored)');
    expect(stderr).toContain('VpcConfig of Producer (ignored)');
    const given = ['--resource', 'Jobs=http://127.0.0.1:4566/jobs', '--stack-name', 'queue'];
    const changed = await session.perdure(['deploy', templateOf('queue'), ...given]);
    expect(changed.stderr).toContain('~ function      Producer  variable JOBS_URL');
    expect(await (await fetch(outputs(stack).Producer ?? '')).text()).toBe('http://127.0.0.1:4566/jobs');
  });

  it('with settings from parameters, a layer and a role of its own keeps them all', async () => {
    const args = [
      '--parameter-overrides',
      'ParameterKey=Timeout,ParameterValue=50',
      'Days=2',
      'Secret=knock knock',
    ];
    const { stack } = await deploy('fraud', { args });
    const { Configuration } = await functionOf('fraud', 'Judge');
    expect(Configuration).toMatchObject({
      FunctionName: 'fraud-judge',
      Role: 'arn:aws:iam::000000000000:role/fraud-runner',
      Timeout: 50,
      DurableConfig: { ExecutionTimeout: 86_400, RetentionPeriodInDays: 2 },
      Environment: {
        Variables: { THRESHOLD: '0.80', MODEL: 'slow', MODELS: 'fast+slow', SECRET: 'knock knock' },
      },
    });
    expect(stack.Document.Parameters).toMatchObject({ Days: '2', Secret: '****' });
    expect(JSON.stringify(stack)).not.toContain('knock');
    await expect(invoke('fraud-judge', { amount: 2000 }, 'live')).rejects.toThrow(/synchronous/);
  });
});
