// Serdes and previews. A bug would show as a value that comes back different, or as a record that AWS's SDK cannot read.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as aws from '@aws/durable-execution-sdk-js';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  buildPreview,
  createClassSerdes,
  createClassSerdesWithDates,
  createFileSystemSerdes,
  defaultSerdes,
  FileSystemPathEncoding,
  FileSystemSerdesMode,
  type PreviewConfig,
} from '../src/index.ts';
import { drive, resultOf } from './drive.ts';
import { executionArn } from './service-double.ts';

const context = { entityId: '3-1', durableExecutionArn: executionArn };
const directories: string[] = [];
afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'serdes-'));
  directories.push(directory);
  return directory;
}

class Money {
  amount = 0;
  paidAt?: Date;
  doubled(): number {
    return this.amount * 2;
  }
}

describe('sdk 8.2: class serdes', () => {
  test('values come back as instances', async () => {
    const serdes = createClassSerdes(Money);
    const data = await serdes.serialize(Object.assign(new Money(), { amount: 21 }), context);
    expect((await serdes.deserialize(data, context))?.doubled()).toBe(42);
  });

  test('dates come back, also in nested objects, and missing ones are left out', async () => {
    class Order {
      inner?: Money;
      note?: string;
    }
    const serdes = createClassSerdesWithDates(Order, ['inner.paidAt', 'note', 'inner.missing.date']);
    const data = await serdes.serialize(
      { inner: Object.assign(new Money(), { paidAt: new Date(7) }) },
      context,
    );
    expect((await serdes.deserialize(data, context))?.inner?.paidAt).toEqual(new Date(7));
  });
});

describe('sdk 8.3: file-system serdes', () => {
  test.each([
    [FileSystemPathEncoding.URI, executionArn],
    [FileSystemPathEncoding.HASH, executionArn],
    [FileSystemPathEncoding.URI, 'no-arn/with slash'],
  ])('files with %s lie where the SDK of AWS puts them', async (pathEncoding, durableExecutionArn) => {
    const base = await temporaryDirectory();
    const [ours, theirs] = [
      createFileSystemSerdes(base, { pathEncoding }),
      aws.createFileSystemSerdes(base, { pathEncoding: pathEncoding as aws.FileSystemPathEncoding }),
    ];
    const place = { entityId: '3-1', durableExecutionArn };
    const record = await ours.serialize({ a: 1 }, place);
    expect(record).toBe(await theirs.serialize({ a: 1 }, place));
    expect(await theirs.deserialize(record, place)).toEqual({ a: 1 });
    expect(await readFile(JSON.parse(record ?? '').file, 'utf8')).toBe('{"a":1}');
  });

  test('with OVERFLOW only what is too large for the record goes to a file', async () => {
    const base = await temporaryDirectory();
    const config = { storageMode: FileSystemSerdesMode.OVERFLOW };
    const ours = createFileSystemSerdes(base, config);
    const theirs = aws.createFileSystemSerdes(base, config as aws.FileSystemSerdesConfig);
    for (const length of [10, 261_100, 261_101, 261_102, 261_103, 261_104, 261_105, 300_000]) {
      const value = 'x'.repeat(length);
      const record = await ours.serialize(value, context);
      expect(record).toBe(await theirs.serialize(value, context));
      expect(await ours.deserialize(record, context)).toBe(value);
    }
  });

  test('undefined stays undefined, and a preview stands beside the file', async () => {
    const generatePreview = () => ({ seen: true });
    const serdes = createFileSystemSerdes(await temporaryDirectory(), { generatePreview });
    expect(await serdes.serialize(undefined, context)).toBeUndefined();
    expect(await serdes.deserialize(undefined, context)).toBeUndefined();
    expect(JSON.parse((await serdes.serialize({ a: 1 }, context)) ?? '').preview).toEqual({ seen: true });
  });
});

describe('sdk 8.4: previews', () => {
  const names = ['a', 'b', 'c', 'a.b', 'a.b.c', '__proto__'];
  const field = fc.record(
    { name: fc.constantFrom(...names), match: fc.constantFrom('ANYWHERE', 'PATH') },
    { requiredKeys: ['name'] },
  );
  const { tree } = fc.letrec((tie) => ({
    leaf: fc.oneof(
      fc.integer(),
      fc.string({ maxLength: 8 }),
      fc.boolean(),
      fc.constant(null),
      fc.constant('ü\u2028'),
    ),
    tree: fc.oneof(
      { maxDepth: 4 },
      tie('leaf'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'a.b', 'constructor'), tie('tree'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  }));

  test('any preview is the one that the SDK of AWS builds', () => {
    fc.assert(
      fc.property(
        tree,
        fc.record(
          {
            mode: fc.constantFrom('INCLUDE_ALL', 'EXCLUDE_ALL'),
            include: fc.array(field, { maxLength: 2 }),
            exclude: fc.array(field, { maxLength: 2 }),
            mask: fc.array(field, { maxLength: 2 }),
            maskString: fc.constantFrom('***', '?'),
            maxPreviewBytes: fc.integer({ min: 0, max: 60 }),
          },
          { requiredKeys: ['mode'] },
        ),
        (value, config) => {
          const theirs = aws.buildPreview(value, config as aws.PreviewConfig);
          expect(buildPreview(value, config as PreviewConfig)).toEqual(theirs);
        },
      ),
      { numRuns: 2000, seed: 17 },
    );
  });
});

describe('sdk 8.1: serdes of operations', () => {
  const marking = (mark: string) => ({
    serialize: async (value: unknown) => `${mark}${JSON.stringify(value)}`,
    deserialize: async (data: string | undefined) => JSON.parse((data ?? '').slice(mark.length)),
  });

  test('configureSerdes counts for this context and for children made afterwards', async () => {
    const run = await drive(async (_event, ctx) => {
      await ctx.step('before', async () => 1);
      ctx.configureSerdes({ defaultSerdes: marking('~') });
      await ctx.step('after', async () => 1);
      await ctx.runInChildContext('child', async (child) => child.step('inside', async () => 1));
      await ctx.step('own', async () => 1, { serdes: marking('!') });
    });
    const payloads = run.service.requests.flat().filter((update) => update.Action === 'SUCCEED');
    expect(payloads.map(({ Name, Payload }) => [Name, Payload])).toEqual([
      ['before', '1'],
      ['after', '~1'],
      ['inside', '~1'],
      ['child', '~1'],
      ['own', '!1'],
    ]);
  });

  test('a deserializer for callbacks gets the answer as it was sent', async () => {
    const run = await drive(
      async (_event, ctx) => {
        ctx.configureSerdes({ defaultCallbackDeserializer: marking('~') });
        return ctx.waitForCallback('callback', async () => undefined);
      },
      { between: (service) => service.answerCallback('1-1', '~{"a":1}') },
    );
    expect(resultOf(run)).toEqual({ a: 1 });
  });

  test.each(['serialize', 'deserialize'] as const)(
    'a serdes that throws in %s ends the invocation',
    async (direction) => {
      const serdes = { ...defaultSerdes, [direction]: () => Promise.reject(new Error('broken')) };
      const name = direction === 'serialize' ? 'Serialization' : 'Deserialization';
      await expect(
        drive(async (_event, ctx) => ctx.step('s', async () => 1, { serdes })),
      ).rejects.toMatchObject({
        name: 'SerdesFailedError',
        message: `[Unrecoverable Invocation] ${name} failed for step "s" (1): broken`,
      });
    },
  );

  test('a serdes that gives something else than text fails like one that throws', async () => {
    const serdes = { serialize: async () => 5 as never, deserialize: async () => 5 };
    await expect(
      drive(async (_event, ctx) => ctx.step('s', async () => 1, { serdes })),
    ).rejects.toMatchObject({
      message:
        '[Unrecoverable Invocation] Serialization failed for step "s" (1): a serdes must give text, but gave number',
    });
  });

  test('sdk 3.2.7: a result that the service would refuse fails the step, not the execution', async () => {
    const run = await drive(async (_event, ctx) =>
      ctx
        .step('large', async () => 'x'.repeat(2_000_000))
        .catch((error) => [(error as Error).name, ((error as Error).cause as Error).name]),
    );
    expect(resultOf(run)).toEqual(['StepError', 'PayloadTooLargeError']);
  });
});
