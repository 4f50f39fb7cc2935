// A durable function without any SDK: Python's standard library alone speaks the protocol. What it finds is what AWS's SDK
// for Python would find.

import { CreateFunctionCommand, type Runtime } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPython } from '../src/environments/python-runtime/find-python.ts';
import { LiveServer } from './live-server.ts';

const python = await findPython('python3.11');

const source = `
import json, logging, os, urllib.parse, urllib.request

logging.getLogger().setLevel(logging.INFO)

def checkpoint(event, updates):
  arn = urllib.parse.quote(event["DurableExecutionArn"], safe="")
  url = os.environ["AWS_ENDPOINT_URL_LAMBDA"] + "/2025-12-01/durable-executions/" + arn + "/checkpoint"
  body = json.dumps({"CheckpointToken": event["CheckpointToken"], "Updates": updates}).encode()
  request = urllib.request.Request(url, body, {"Content-Type": "application/json"}, method="POST")
  with urllib.request.urlopen(request) as response:
    event["CheckpointToken"] = json.load(response)["CheckpointToken"]

def handler(event, context):
  done = {operation["Id"]: operation for operation in event["InitialExecutionState"]["Operations"]}
  execution = next(operation for operation in done.values() if operation["Type"] == "EXECUTION")
  order = json.loads(execution["ExecutionDetails"]["InputPayload"])
  if "reserve" not in done:
    logging.info("reserving for %s", order["customer"])
    checkpoint(event, [
      {"Id": "reserve", "Type": "STEP", "Action": "START", "Name": "reserve"},
      {"Id": "reserve", "Type": "STEP", "Action": "SUCCEED", "Payload": json.dumps("R-1")},
      {"Id": "pause", "Type": "WAIT", "Action": "START", "Name": "pause", "WaitOptions": {"WaitSeconds": 5}},
    ])
    return {"Status": "PENDING"}
  if done["pause"]["Status"] != "SUCCEEDED":
    return {"Status": "PENDING"}
  if order.get("fail"):
    return {"Status": "FAILED", "Error": {"ErrorType": "NoStock", "ErrorMessage": "sold out"}}
  return {"Status": "SUCCEEDED", "Result": json.dumps({"reservation": json.loads(done["reserve"]["StepDetails"]["Result"])})}
`;

// The pause is far longer than the invocation takes to end.
let live: LiveServer;
beforeAll(async () => {
  live = await LiveServer.start();
  await live.client.send(
    new CreateFunctionCommand({
      FunctionName: 'snake',
      Role: 'arn:aws:iam::000000000000:role/test',
      Runtime: 'python3.13' as Runtime,
      Handler: 'orders.handler',
      Timeout: 60,
      Code: { ZipFile: zipSync({ 'orders.py': Buffer.from(source) }) },
      DurableConfig: { ExecutionTimeout: 300, RetentionPeriodInDays: 1 },
    }),
  );
});
afterAll(() => live.close());

describe.skipIf(python === undefined && process.env.CI === undefined)(
  'a Python function that speaks the durable protocol',
  () => {
    test('takes a step, waits, and goes on in another invocation', async () => {
      const { arn, result } = await live.call('snake', { customer: 'Zoë' });
      expect(result).toEqual({ reservation: 'R-1' });
      const history = await live.history(arn);
      expect(history.map(({ EventType }) => EventType)).toEqual([
        'ExecutionStarted',
        'StepStarted',
        'StepSucceeded',
        'WaitStarted',
        'InvocationCompleted',
        'WaitSucceeded',
        'InvocationCompleted',
        'ExecutionSucceeded',
      ]);
      const logs = await fetch(
        `${live.endpoint}/perdure/logs?DurableExecutionArn=${encodeURIComponent(arn)}`,
      );
      expect(await logs.json()).toMatchObject({
        Events: [{ Level: 'INFO', Message: 'reserving for Zoë', DurableExecutionArn: arn }],
      });
    });

    test('fails with an error of its own', async () => {
      const { functionError, result } = await live.call('snake', { customer: 'Zoë', fail: true });
      expect(functionError).toBe('Unhandled');
      expect(result).toMatchObject({ errorType: 'NoStock', errorMessage: 'sold out' });
    });
  },
);
