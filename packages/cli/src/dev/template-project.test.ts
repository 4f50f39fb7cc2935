// A template that is kept deployed: what is told of a change, and what is not done without being asked.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DeploySession } from '../../test/deploy-session.ts';
import { LambdaApi } from '../lambda-api.ts';
import { TemplateProject } from './template-project.ts';

let session: DeploySession;
let project: TemplateProject;
// Inside the workspace, so that the bundler finds the SDK.
const directory = mkdtempSync(join(import.meta.dirname, '.project-'));
const write = (name: string, text: string): void => writeFileSync(join(directory, name), text);

const template = (more: string): string => `Transform: AWS::Serverless-2016-10-31
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Order:
    Type: AWS::Serverless::Function
    Properties: { Handler: order.handler, Runtime: nodejs24.x, CodeUri: ., DurableConfig: { ExecutionTimeout: 60 }, Environment: { Variables: { TOPIC: !Ref Topic } } }
${more}`;
const handler = (step: string): string => `
import { withDurableExecution } from '@perdure/sdk';
export const handler = withDurableExecution(async (event, context) => context.step('${step}', async () => 1));
`;

beforeAll(async () => {
  session = await DeploySession.begin();
  write('template.yaml', template(''));
  write('order.js', handler('reserve'));
  project = new TemplateProject(new LambdaApi(session.endpoint), {
    file: join(directory, 'template.yaml'),
    stackName: 'project',
  });
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

it('is deployed at the start, and says once what is not as on AWS', async () => {
  const { changed, warnings, apply } = await project.prepare();
  expect(changed).toEqual([{ functionName: expect.stringContaining('project-Order-'), code: undefined }]);
  expect(warnings.join()).toContain('AWS::SNS::Topic Topic (given)');
  expect(await apply()).toEqual([
    'created role OrderRole',
    'created function Order',
    expect.stringContaining('stack project is live'),
  ]);
});

it('has nothing to tell when nothing has changed', async () => {
  const { changed, warnings, apply } = await project.prepare();
  expect([changed, warnings, await apply()]).toEqual([[], [], []]);
});

it('names the functions whose open executions are to be replayed', async () => {
  write('order.js', handler('hold'));
  const { changed, apply } = await project.prepare();
  expect(changed).toEqual([
    {
      functionName: expect.stringContaining('project-Order-'),
      code: expect.objectContaining({ handler: 'order.handler' }),
    },
  ]);
  expect(await apply()).toEqual(['changed function Order']);
});

it('that does not compile is refused with the place, and the stack stays', async () => {
  write('template.yaml', template('Outputs: { A: { Value: !Ref Nothing } }'));
  await expect(project.prepare()).rejects.toThrow(
    /template\.yaml:7:17: There is no parameter or resource Nothing/,
  );
  write('template.yaml', template(''));
  expect(await (await project.prepare()).apply()).toEqual([]);
});
