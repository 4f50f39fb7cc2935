// What a second deployment does: it shows what changes, changes only that, puts back what a failed step leaves, keeps what runs on
// its version, and removes what has left the template.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeploySession } from './deploy-session.ts';
import { FakeTerminal } from './fake-terminal.ts';

let session: DeploySession;
let directory: string;
beforeAll(async () => {
  session = await DeploySession.begin();
});
afterAll(() => session[Symbol.asyncDispose]());
beforeEach(() => {
  // Inside the workspace, so that the bundler finds the SDKs.
  directory = mkdtempSync(join(import.meta.dirname, '.deploy-'));
  return () => rmSync(directory, { recursive: true });
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), text);
}

const template = (resources: string): string =>
  `Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: nodejs24.x, CodeUri: src } }
Resources:
${resources}`;

const order = (more = ''): string => `  Order:
    Type: AWS::Serverless::Function
    Properties: { FunctionName: ${nameOf('order')}, Handler: order.handler, AutoPublishAlias: live, DurableConfig: { ExecutionTimeout: 600 }${more} }
`;
const mail = (more = ''): string => `  Mail:
    Type: AWS::Serverless::Function
    Properties: { FunctionName: ${nameOf('mail')}, Handler: mail.handler${more} }
`;
/** Every test has a stack, and functions, of its own. */
let tests = 0;
const nameOf = (what: string): string => `${what}-${tests}`;
beforeEach(() => {
  tests += 1;
  write('src/order.js', handlerWith('reserve'));
  write('src/mail.js', 'export const handler = async () => "sent";');
});

const handlerWith = (step: string, sdk = '@perdure/sdk'): string => `
import { withDurableExecution } from '${sdk}';
export const handler = withDurableExecution(async (event, context) => {
  await context.step('${step}', async () => 1);
  return await context.waitForCallback('approve', async () => {});
});
`;

const deploy = (args: string[] = [], terminal = new FakeTerminal()) =>
  session.perdure(
    ['deploy', join(directory, 'template.yaml'), '--stack-name', nameOf('stack'), ...args],
    terminal,
  );

const configurationOf = (name: string, qualifier?: string) =>
  session.client.send(
    new GetFunctionConfigurationCommand({ FunctionName: name, ...(qualifier && { Qualifier: qualifier }) }),
  );

const versionsOf = async (name: string) =>
  (await session.client.send(new ListVersionsByFunctionCommand({ FunctionName: name }))).Versions?.map(
    ({ Version }) => Version,
  );

async function start(name: string, qualifier: string): Promise<void> {
  await session.client.send(
    new InvokeCommand({ FunctionName: name, Qualifier: qualifier, InvocationType: 'Event', Payload: '{}' }),
  );
  const asked = `${session.endpoint}/perdure/callbacks?FunctionName=${name}`;
  for (;;) {
    const { Callbacks } = (await (await fetch(asked)).json()) as { Callbacks: unknown[] };
    if (Callbacks.length > 0) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('deploying again', () => {
  it('publishes a version when the code changes, and not when something else does', async () => {
    write('template.yaml', template(order() + mail()));
    await deploy();
    write('src/order.js', handlerWith('hold'));
    const { stderr } = await deploy();
    expect(stderr).toContain('~ function      Order  code, a new version, alias live');
    expect(stderr).toContain('✔ changed function Order, version 2');
    write('template.yaml', template(order() + mail(', Timeout: 9')));
    expect((await deploy()).stderr).toContain('~ function      Mail  Timeout');
    expect(await versionsOf(nameOf('order'))).toEqual(['$LATEST', '1', '2']);
    expect((await configurationOf(nameOf('order'), 'live')).Version).toBe('2');
  });

  it('gives a setting that has left the template its default again', async () => {
    write('template.yaml', template(mail(', Timeout: 9, Environment: { Variables: { A: b } }')));
    await deploy();
    write('template.yaml', template(mail()));
    await deploy();
    const { Timeout, Environment } = await configurationOf(nameOf('mail'));
    expect([Timeout, Environment?.Variables]).toEqual([3, {}]);
  });

  it('with --plan shows what would change, and changes nothing', async () => {
    write('template.yaml', template(order()));
    const { stdout, exitCode } = await deploy(['--plan']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('+ function      Order');
    await expect(configurationOf(nameOf('order'))).rejects.toThrow(/not found/i);
    const planned = await deploy(['--plan', '--format', 'json']);
    expect(JSON.parse(planned.stdout).Changes).toMatchObject([
      { change: 'new', kind: 'function', name: 'Order' },
      { change: 'new', kind: 'role', name: 'OrderRole' },
    ]);
  });

  it('removes the functions that have left the template, and keeps those with DeletionPolicy Retain', async () => {
    const kept = `  Kept:
    Type: AWS::Serverless::Function
    DeletionPolicy: Retain
    Properties: { FunctionName: ${nameOf('kept')}, Handler: mail.handler }
`;
    write('template.yaml', template(order() + mail() + kept));
    await deploy();
    write('template.yaml', template(order()));
    expect((await deploy()).stderr).toContain(`- function      ${nameOf('mail')}`);
    await expect(configurationOf(nameOf('mail'))).rejects.toThrow(/not found/i);
    expect((await configurationOf(nameOf('kept'))).FunctionName).toBe(nameOf('kept'));
  });

  it('asks before it stops open executions; where nobody is asked, nothing happens without --yes', async () => {
    write('template.yaml', template(order() + mail()));
    await deploy();
    await start(nameOf('order'), 'live');
    write('template.yaml', template(mail()));
    const silent = await deploy();
    expect(silent.exitCode).toBe(1);
    expect(silent.stderr).toContain(
      `This destroys 1 open execution of ${nameOf('order')}. Nobody is here to be asked`,
    );
    const asked = await deploy([], new FakeTerminal({ answers: ['n'] }));
    expect(asked.stderr).toContain('Nothing was changed.');
    expect((await deploy([], new FakeTerminal({ answers: ['y'] }))).exitCode).toBe(0);
  });

  it('says what open executions go on with', async () => {
    write('template.yaml', template(order()));
    await deploy();
    await start(nameOf('order'), 'live');
    await start(nameOf('order'), '$LATEST');
    write('src/order.js', handlerWith('hold'));
    const { stderr } = await deploy();
    expect(stderr).toContain('1 open execution of Order began on version 1, which stays what it is.');
    expect(stderr).toContain('1 open execution of Order began on $LATEST: there the new code goes on.');
  });

  it.each(['@perdure/sdk', '@aws/durable-execution-sdk-js'])(
    'with --check replays what is open with the new code: %s',
    async (sdk) => {
      write('src/order.js', handlerWith('reserve', sdk));
      write('template.yaml', template(order()));
      await deploy();
      await start(nameOf('order'), '$LATEST');
      write('src/order.js', handlerWith('hold', sdk));
      const broken = await deploy(['--check']);
      expect(broken.exitCode).toBe(1);
      expect(broken.stdout).toContain('✖ Order: 1 of 1 open executions do not replay.');
      expect(broken.stdout).toMatch(/would fail\): .*reserve/);
      write('src/order.js', `${handlerWith('reserve', sdk)}\n// a word\n console.log(1);`);
      const whole = await deploy(['--check']);
      expect(whole.stdout).toContain('✔ Order: all 1 open executions replay.');
      expect(whole.exitCode).toBe(0);
      expect(await versionsOf(nameOf('order'))).toEqual(['$LATEST', '1']);
    },
  );
});

describe('a step that fails', () => {
  it('leaves code, settings and aliases as they were, and new functions gone', async () => {
    write('template.yaml', template(order(', Timeout: 7')));
    await deploy();
    const before = await configurationOf(nameOf('order'));
    write('src/order.js', handlerWith('hold'));
    // The server refuses the last function: no function has so much memory.
    write(
      'template.yaml',
      template(
        order(', Timeout: 8') +
          mail() +
          `  Huge:
    Type: AWS::Serverless::Function
    Properties: { FunctionName: ${nameOf('huge')}, Handler: mail.handler, MemorySize: 99999999 }
`,
      ),
    );
    const { exitCode, stderr } = await deploy();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('What had been changed was put back.');
    const after = await configurationOf(nameOf('order'));
    expect([after.CodeSha256, after.Timeout]).toEqual([before.CodeSha256, 7]);
    expect((await configurationOf(nameOf('order'), 'live')).Version).toBe('1');
    await expect(configurationOf(nameOf('mail'))).rejects.toThrow(/not found/i);
  });

  it('before anything has changed says so', async () => {
    write('template.yaml', template(mail(', MemorySize: 99999999')));
    expect((await deploy()).stderr).toMatch(/put back: role MailRole is gone again|Nothing was changed\./);
  });
});

describe('a role', () => {
  const roleOf = async (logicalId: string) => {
    const { Document } = await session.stack(nameOf('stack'));
    const names = (Document.Metadata?.Roles ?? []) as string[];
    const name = names.find((known) => known.includes(logicalId));
    const answer = await fetch(`${session.endpoint}/perdure/auth/roles/${name}`);
    return (await answer.json()) as { PolicyDocuments: Record<string, unknown> };
  };

  it('follows the template: policies come, change and go, and the role goes with its function', async () => {
    write(
      'template.yaml',
      template(order(', Policies: [{ LambdaInvokePolicy: { FunctionName: a } }]') + mail()),
    );
    expect((await deploy()).stderr).toContain('✔ created role OrderRole');
    const { PolicyDocuments } = await roleOf('OrderRole');
    expect(PolicyDocuments).toMatchObject({
      AWSLambdaBasicDurableExecutionRolePolicy: null,
      OrderRolePolicy0: { Statement: [{ Action: ['lambda:InvokeFunction'] }] },
    });
    write('template.yaml', template(order()));
    const { stderr } = await deploy();
    expect(stderr).toContain('~ role          OrderRole  without OrderRolePolicy0');
    expect(stderr).toMatch(/✔ removed role stack-\d+-MailRole-/);
    expect(Object.keys((await roleOf('OrderRole')).PolicyDocuments)).toHaveLength(1);
  });

  it('whose policy the server does not understand is refused, and nothing is left of it', async () => {
    const bad = '{ Effect: Allow, Action: "lambda:*", Resource: "not an arn" }';
    write('template.yaml', template(mail(`, Policies: [{ Statement: [${bad}] }]`)));
    const { exitCode, stderr } = await deploy();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/The policy document is not understood: .*not an arn/);
    expect(stderr).toContain('What had been changed was put back.');
    const { Roles } = (await (await fetch(`${session.endpoint}/perdure/auth/roles`)).json()) as {
      Roles: { RoleName: string }[];
    };
    expect(Roles.filter(({ RoleName }) => RoleName.startsWith(nameOf('stack')))).toEqual([]);
  });
});

describe('a permission', () => {
  const permission = (principal: string): string => `  Caller:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !Ref Order.Alias, Action: lambda:InvokeFunction, Principal: '${principal}' }
`;
  const policyOf = async () =>
    (await session.client.send(new GetPolicyCommand({ FunctionName: nameOf('order'), Qualifier: 'live' })))
      .Policy;

  it('comes, changes and goes with the template', async () => {
    write('template.yaml', template(order() + permission('111111111111')));
    expect((await deploy()).stderr).toContain(`+ permission    Caller of ${nameOf('order')}:live`);
    expect(await policyOf()).toContain('arn:aws:iam::111111111111:root');
    expect((await deploy()).stderr).toContain('Nothing changed.');
    write('template.yaml', template(order() + permission('222222222222')));
    expect((await deploy()).stderr).toContain('~ permission    Caller of');
    expect(await policyOf()).toContain('arn:aws:iam::222222222222:root');
    write('template.yaml', template(order()));
    expect((await deploy()).stderr).toContain('- permission    Caller of');
    await expect(policyOf()).rejects.toThrow(/no policy/);
  });
});

describe('a function', () => {
  it('that somebody else has made is not taken over', async () => {
    write('template.yaml', template(mail()));
    await deploy();
    const other = ['deploy', join(directory, 'template.yaml'), '--stack-name', nameOf('other')];
    const { exitCode, stderr } = await session.perdure(other);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `template.yaml:4:3: The function ${nameOf('mail')} belongs to the stack ${nameOf('stack')}.`,
    );
  });

  it('with a name of its own cannot become durable', async () => {
    write('template.yaml', template(mail()));
    await deploy();
    write('template.yaml', template(mail(', DurableConfig: { ExecutionTimeout: 60 }')));
    expect((await deploy()).stderr).toContain(
      `${nameOf('mail')} was created as a plain function and cannot become a durable one.`,
    );
  });

  it('without a name of its own is replaced when it becomes durable', async () => {
    const nameless = (more = '') => `  Mail:
    Type: AWS::Serverless::Function
    Properties: { Handler: mail.handler${more} }
`;
    write('template.yaml', template(nameless()));
    await deploy();
    write('template.yaml', template(nameless(', DurableConfig: { ExecutionTimeout: 60 }')));
    const { stderr } = await deploy();
    expect(stderr).toContain('+ function      Mail');
    expect(stderr).toMatch(/- function {6}stack-\d+-Mail-/);
  });
});

describe('samconfig.toml', () => {
  it('names the stack and gives parameters; the command line comes before it', async () => {
    write(
      'samconfig.toml',
      `[default.deploy.parameters]\nstack_name = "${nameOf('configured')}"\nparameter_overrides = "Words=\\"two words\\" Other=x"\n`,
    );
    write(
      'template.yaml',
      `Parameters: { Words: { Type: String }, Other: { Type: String } }
Resources: {}
Outputs: { Words: { Value: !Sub '\${Words} \${Other}' } }
`,
    );
    const words = ['deploy', join(directory, 'template.yaml'), '--parameter-overrides', 'Other=y'];
    const { stdout } = await session.perdure(words);
    expect(stdout).toContain('Words  two words y');
    expect((await session.stack(nameOf('configured'))).Document.Parameters).toEqual({
      Words: 'two words',
      Other: 'y',
    });
  });
});

describe('undeploy', () => {
  it('removes the stack and its functions, and asks first', async () => {
    write('template.yaml', template(order() + mail()));
    await deploy();
    const words = ['undeploy', join(directory, 'template.yaml'), '--stack-name', nameOf('stack')];
    const unsure = await session.perdure(words);
    expect(unsure.stderr).toContain(`This removes the stack ${nameOf('stack')}: 2 functions.`);
    const { exitCode, stdout } = await session.perdure([...words, '--yes']);
    expect([exitCode, stdout]).toEqual([0, `Removed the stack ${nameOf('stack')}.\n`]);
    await expect(configurationOf(nameOf('order'))).rejects.toThrow(/not found/i);
    const again = await session.perdure([...words, '--yes']);
    expect(again.stderr).toContain(`There is no stack ${nameOf('stack')}.`);
  });
});
