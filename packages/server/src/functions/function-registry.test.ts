// The control plane on the memory store. A bug here shows as a version that changes, a number given twice, a function
// whose record and code part, or a client that is told another thing than is kept.

import { MemoryStore } from '@perdure/store';
import { zipSync } from 'fflate';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CreateFunctionRequest, FunctionConfiguration } from './function-api.ts';
import type { FunctionRegistryOptions } from './function-registry.ts';
import { FunctionRegistry } from './function-registry.ts';

const realm = { partition: 'aws', region: 'eu-west-1', account: '123456789012' };
const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:order';

let store: MemoryStore;
let now: number;
let registry: FunctionRegistry;
let share: number;

beforeEach(() => {
  store = new MemoryStore();
  now = Date.UTC(2026, 10, 24, 3, 4, 5, 6);
  share = 0.5;
  registry = open();
});

function open(options: Partial<FunctionRegistryOptions> = {}): FunctionRegistry {
  return new FunctionRegistry({ store, realm, now: () => now, share: () => share, ...options });
}

function zip(text: string): Uint8Array {
  return zipSync({ 'index.mjs': new TextEncoder().encode(text) }, { mtime: '2026-01-01' });
}

function request(members: Partial<CreateFunctionRequest> = {}): CreateFunctionRequest {
  return {
    FunctionName: 'order',
    Role: 'arn:aws:iam::123456789012:role/order',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code: { ZipFile: zip('one') },
    ...members,
  };
}

async function create(members: Partial<CreateFunctionRequest> = {}): Promise<FunctionConfiguration> {
  return value(await registry.createFunction(request(members)));
}

function value<Value>(result: { ok: true; value: Value } | { ok: false; refusal: unknown }): Value {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

function code(result: { ok: true } | { ok: false; refusal: { code: string } }): string {
  return result.ok ? 'accepted' : result.refusal.code;
}

const publish = (members = {}) => registry.publishVersion({ FunctionName: 'order', ...members });
const updateCode = (text: string, members = {}) =>
  registry.updateFunctionCode({ FunctionName: 'order', ZipFile: zip(text), ...members });
const configure = (members: object) =>
  registry.updateFunctionConfiguration({ FunctionName: 'order', ...members });

describe('functions', () => {
  test('a created function is described as Lambda describes it', async () => {
    const created = await create({ Timeout: 30, Layers: ['arn:layer:1'], FileSystemConfigs: [{ Arn: 'x' }] });
    expect(created).toMatchObject({
      FunctionName: 'order',
      FunctionArn: arn,
      Version: '$LATEST',
      Timeout: 30,
      MemorySize: 128,
      State: 'Active',
      LastUpdateStatus: 'Successful',
      LastModified: '2026-11-24T03:04:05.006+0000',
      Layers: [{ Arn: 'arn:layer:1', CodeSize: 0 }],
      FileSystemConfigs: [{ Arn: 'x' }],
    });
    expect(created).not.toHaveProperty('Code');
    const read = await registry.getFunction({ FunctionName: 'order' });
    expect(value(read).Configuration).toEqual(created);
  });

  test('the code is in the store under its hash', async () => {
    const { CodeSha256 } = await create();
    expect(await store.blob(CodeSha256)).toEqual(zip('one'));
  });

  test('a second function of the same name is refused', async () => {
    await create();
    expect(code(await registry.createFunction(request()))).toBe('ResourceConflictException');
  });

  test.each([
    ['an S3 reference', { Code: { S3Bucket: 'b', S3Key: 'k' } }],
    ['an image', { Code: { ImageUri: 'i' } }],
    ['no code', { Code: {} }],
    ['bytes that are no archive', { Code: { ZipFile: new Uint8Array([1, 2, 3]) } }],
    ['a reserved variable', { Environment: { Variables: { AWS_REGION: 'x' } } }],
    ['too many variables', { Environment: { Variables: { LARGE: 'x'.repeat(5000) } } }],
    ['a DurableConfig without ExecutionTimeout', { DurableConfig: { RetentionPeriodInDays: 3 } }],
    [
      'a concurrency out of range',
      {
        CapacityProviderConfig: {
          LambdaManagedInstancesCapacityProviderConfig: { PerExecutionEnvironmentMaxConcurrency: 1601 },
        },
      },
    ],
  ])('%s is refused, and nothing is kept', async (_, members) => {
    expect(code(await registry.createFunction(request(members)))).toBe('InvalidParameterValueException');
    expect(await registry.exists('order')).toBe(false);
  });

  test('another registry on the same store sees what was created', async () => {
    const created = await create();
    expect(value(await open().getFunctionConfiguration({ FunctionName: 'order' }))).toEqual(created);
  });

  test('a change by another server is seen when the cache is out of date, and overwritten by nobody', async () => {
    await create();
    const other = open({ cacheMillis: 1000 });
    value(await other.getFunctionConfiguration({ FunctionName: 'order' }));
    value(await configure({ Timeout: 77 }));
    now += 1001;
    expect(value(await other.getFunctionConfiguration({ FunctionName: 'order' })).Timeout).toBe(77);
    value(await other.updateFunctionConfiguration({ FunctionName: 'order', MemorySize: 512 }));
    const changed = value(
      await registry.updateFunctionConfiguration({ FunctionName: 'order', Handler: 'a.b' }),
    );
    expect(changed).toMatchObject({ Timeout: 77, MemorySize: 512, Handler: 'a.b' });
  });

  test('an update with an old RevisionId is refused', async () => {
    const { RevisionId } = await create();
    value(await configure({ Timeout: 9, RevisionId }));
    expect(code(await configure({ Timeout: 8, RevisionId }))).toBe('PreconditionFailedException');
    expect(code(await updateCode('two', { RevisionId }))).toBe('PreconditionFailedException');
  });

  test('a dry run changes nothing', async () => {
    const created = await create();
    const dry = value(await updateCode('two', { DryRun: true }));
    expect(dry.CodeSha256).not.toBe(created.CodeSha256);
    expect(value(await registry.getFunctionConfiguration({ FunctionName: 'order' }))).toEqual(created);
  });

  test('a deleted function is gone with its versions, and the deletion is told', async () => {
    const deleted: unknown[] = [];
    registry = open({ onDeleted: (...told) => deleted.push(told) });
    await create({ Publish: true });
    value(await registry.deleteFunction({ FunctionName: 'order' }));
    expect(deleted).toEqual([['order', undefined]]);
    expect(await registry.version('order', '1')).toBeUndefined();
    expect(code(await registry.resolve('order', undefined))).toBe('ResourceNotFoundException');
  });

  test('a function created anew goes on counting where the deleted one stopped', async () => {
    await create({ Publish: true });
    value(await registry.deleteFunction({ FunctionName: 'order' }));
    expect(await create({ Publish: true })).toMatchObject({ Version: '2' });
  });

  test('lists go on behind the last item of the page before', async () => {
    for (const FunctionName of ['a', 'a-b', 'ab', 'b']) await create({ FunctionName, Publish: true });
    const names: string[] = [];
    let marker: string | undefined;
    do {
      const page = value(
        await registry.listFunctions({
          MaxItems: 3,
          FunctionVersion: 'ALL',
          ...(marker === undefined ? {} : { Marker: marker }),
        }),
      );
      names.push(...page.Functions.map((item) => `${item.FunctionName}:${item.Version}`));
      marker = page.NextMarker;
      await registry.deleteFunction({ FunctionName: 'a' });
    } while (marker !== undefined);
    expect(names.join(' ')).toBe('a:$LATEST a:1 a-b:$LATEST a-b:1 ab:$LATEST ab:1 b:$LATEST b:1');
    expect(code(await registry.listFunctions({ Marker: 'nonsense' }))).toBe('InvalidParameterValueException');
  });
});

describe('DurableConfig', () => {
  const DurableConfig = { ExecutionTimeout: 60 };

  test('the retention has its default', async () => {
    expect((await create({ DurableConfig })).DurableConfig).toEqual({
      ExecutionTimeout: 60,
      RetentionPeriodInDays: 14,
    });
  });

  test('it cannot be added to an existing function', async () => {
    await create();
    expect(code(await configure({ DurableConfig }))).toBe('InvalidParameterValueException');
  });

  test('it is replaced whole, and never without ExecutionTimeout', async () => {
    await create({ DurableConfig: { ...DurableConfig, RetentionPeriodInDays: 3, KMSKeyArn: 'arn:k' } });
    expect(code(await configure({ DurableConfig: {} }))).toBe('InvalidParameterValueException');
    const changed = value(await configure({ DurableConfig: { ExecutionTimeout: 90 } }));
    expect(changed.DurableConfig).toEqual({ ExecutionTimeout: 90, RetentionPeriodInDays: 14 });
  });

  test('a published version keeps its own', async () => {
    await create({ DurableConfig, Publish: true });
    value(await configure({ DurableConfig: { ExecutionTimeout: 90 } }));
    expect((await registry.version('order', '1'))?.durable?.ExecutionTimeout).toBe(60);
    expect((await registry.version('order', '$LATEST'))?.durable?.ExecutionTimeout).toBe(90);
  });
});

describe('versions', () => {
  test('a version is the frozen $LATEST and never changes', async () => {
    await create();
    const published = value(await publish({ Description: 'first' }));
    expect(published).toMatchObject({ Version: '1', FunctionArn: `${arn}:1`, Description: 'first' });
    value(await updateCode('two'));
    value(await configure({ Timeout: 99 }));
    const read = await registry.getFunctionConfiguration({ FunctionName: 'order', Qualifier: '1' });
    expect(value(read)).toEqual(published);
  });

  test('publishing without a change answers with the version that exists', async () => {
    await create();
    const first = value(await publish());
    expect(value(await publish({ Description: 'other' }))).toEqual(first);
    value(await configure({ Description: 'changed' }));
    expect(value(await publish()).Version).toBe('2');
    value(await updateCode('two'));
    expect(value(await publish()).Version).toBe('3');
  });

  test('publishing is guarded by the hash of the code', async () => {
    const { CodeSha256 } = await create();
    value(await updateCode('two'));
    expect(code(await publish({ CodeSha256 }))).toBe('InvalidParameterValueException');
  });

  test('the list begins with $LATEST', async () => {
    await create();
    for (const text of ['a', 'b', 'c']) value(await updateCode(text, { Publish: true }));
    const listed = value(await registry.listVersionsByFunction({ FunctionName: 'order' })).Versions;
    expect(listed.map((item) => item.Version)).toEqual(['$LATEST', '1', '2', '3']);
  });

  test('a version that an alias points to cannot be deleted', async () => {
    await create({ Publish: true });
    value(await updateCode('two', { Publish: true }));
    value(await registry.aliases.createAlias({ FunctionName: 'order', Name: 'live', FunctionVersion: '1' }));
    const remove = (Qualifier: string) => registry.deleteFunction({ FunctionName: 'order', Qualifier });
    expect(code(await remove('1'))).toBe('ResourceConflictException');
    expect(code(await remove('2'))).toBe('accepted');
    expect(code(await remove('$LATEST'))).toBe('InvalidParameterValueException');
    expect(code(await remove('live'))).toBe('InvalidParameterValueException');
    value(await updateCode('three', { Publish: true }));
    expect(await registry.version('order', '3')).toBeDefined();
  });

  test('$LATEST.PUBLISHED is the newest version', async () => {
    await create();
    expect(code(await registry.resolve('order', '$LATEST.PUBLISHED'))).toBe('NoPublishedVersionException');
    value(await publish());
    expect(value(await registry.resolve('order', '$LATEST.PUBLISHED')).version).toBe('1');
  });
});

describe('aliases', () => {
  beforeEach(async () => {
    await create({ Publish: true });
    value(await updateCode('two', { Publish: true }));
  });
  const createAlias = (members: object = {}) =>
    registry.aliases.createAlias({ FunctionName: 'order', Name: 'live', FunctionVersion: '1', ...members });

  test('an alias leads to its version', async () => {
    expect(value(await createAlias())).toMatchObject({ AliasArn: `${arn}:live`, FunctionVersion: '1' });
    expect(value(await registry.resolve('order', 'live')).version).toBe('1');
    const read = await registry.getFunctionConfiguration({ FunctionName: 'order', Qualifier: 'live' });
    expect(value(read)).toMatchObject({ Version: '1', FunctionArn: `${arn}:live` });
  });

  test('a weighted alias shares its invocations out', async () => {
    value(await createAlias({ RoutingConfig: { AdditionalVersionWeights: { 2: 0.3 } } }));
    share = 0.29;
    expect(value(await registry.resolve('order', 'live')).version).toBe('2');
    share = 0.3;
    expect(value(await registry.resolve('order', 'live')).version).toBe('1');
  });

  test.each([
    ['to $LATEST', { FunctionVersion: '$LATEST', RoutingConfig: { AdditionalVersionWeights: { 1: 0.5 } } }],
    ['to its own version', { RoutingConfig: { AdditionalVersionWeights: { 1: 0.5 } } }],
    ['by more than everything', { RoutingConfig: { AdditionalVersionWeights: { 2: 1.5 } } }],
    ['to three versions', { RoutingConfig: { AdditionalVersionWeights: { 2: 0.1, 3: 0.1 } } }],
  ])('routing %s is refused', async (_, members) => {
    expect(code(await createAlias(members))).toBe('InvalidParameterValueException');
  });

  test('an alias of a version that is not there is refused', async () => {
    expect(code(await createAlias({ FunctionVersion: '9' }))).toBe('ResourceNotFoundException');
  });

  test('a name that every object inherits is no alias', async () => {
    expect(code(await registry.resolve('order', 'constructor'))).toBe('ResourceNotFoundException');
    expect(code(await createAlias({ Name: '__proto__' }))).toBe('accepted');
    expect(value(await registry.resolve('order', '__proto__')).version).toBe('1');
  });

  test('an update is guarded by the RevisionId, and keeps what it does not name', async () => {
    const alias = value(await createAlias({ Description: 'kept' }));
    const update = (members: object) =>
      registry.aliases.updateAlias({ FunctionName: 'order', Name: 'live', ...members });
    const changed = value(await update({ FunctionVersion: '2', RevisionId: alias.RevisionId }));
    expect(changed).toMatchObject({ FunctionVersion: '2', Description: 'kept' });
    expect(code(await update({ RevisionId: alias.RevisionId }))).toBe('PreconditionFailedException');
  });

  test('a deleted alias leads nowhere', async () => {
    value(await createAlias());
    value(await registry.aliases.deleteAlias({ FunctionName: 'order', Name: 'live' }));
    expect(code(await registry.resolve('order', 'live'))).toBe('ResourceNotFoundException');
    expect(code(await registry.aliases.getAlias({ FunctionName: 'order', Name: 'live' }))).toBe(
      'ResourceNotFoundException',
    );
  });

  test('aliases are listed by name, and by version', async () => {
    for (const [Name, FunctionVersion] of [
      ['b', '1'],
      ['a', '2'],
      ['c', '1'],
    ] as const) {
      value(await createAlias({ Name, FunctionVersion }));
    }
    const list = async (members: object) =>
      value(await registry.aliases.listAliases({ FunctionName: 'order', ...members })).Aliases.map(
        (alias) => alias.Name,
      );
    expect(await list({})).toEqual(['a', 'b', 'c']);
    expect(await list({ FunctionVersion: '1' })).toEqual(['b', 'c']);
  });
});

describe('settings', () => {
  test('reserved concurrency reaches those who run the function', async () => {
    const told: unknown[] = [];
    registry = open({ onConcurrencyChanged: (...change) => told.push(change) });
    await create();
    const FunctionName = 'order';
    value(await registry.settings.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 3 }));
    expect(value(await registry.resolve('order', undefined)).reservedConcurrency).toBe(3);
    expect(value(await registry.getFunction({ FunctionName })).Concurrency).toEqual({
      ReservedConcurrentExecutions: 3,
    });
    value(await registry.settings.deleteFunctionConcurrency({ FunctionName }));
    expect(value(await registry.settings.getFunctionConcurrency({ FunctionName }))).toEqual({});
    expect(told).toEqual([
      ['order', 3],
      ['order', undefined],
    ]);
  });

  test('the setting for shared environments is read where managed instances have it', async () => {
    await create({
      CapacityProviderConfig: {
        LambdaManagedInstancesCapacityProviderConfig: { PerExecutionEnvironmentMaxConcurrency: 64 },
      },
    });
    expect(value(await registry.resolve('order', undefined)).environmentConcurrency).toBe(64);
  });

  test('tags are added and removed one by one', async () => {
    await create({ Tags: { team: 'shop' } });
    const FunctionName = 'order';
    value(await registry.settings.tagResource({ FunctionName, Tags: { stage: 'test' } }));
    value(await registry.settings.untagResource({ FunctionName, TagKeys: ['team'] }));
    expect(value(await registry.settings.listTags({ FunctionName })).Tags).toEqual({ stage: 'test' });
  });
});
