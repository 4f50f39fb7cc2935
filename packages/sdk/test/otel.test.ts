// Spans of the OpenTelemetry plugins. A bug would show as a span that is missing, comes twice, hangs on the wrong parent, or
// is in another trace than the rest of its execution; or as an execution that goes otherwise because it is observed.

import { createHash } from 'node:crypto';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DurableExecutionHandler, DurableLogger, InvocationInfo } from '../src/index.ts';
import { wireId } from '../src/internal.ts';
import { ExecutionOtelPlugin, w3cClientContextExtractor, xRayContextExtractor } from '../src/otel/index.ts';
import { drive, lambdaContext, type Run, resultOf } from './drive.ts';
import { answerEverything } from './outside-world.ts';
import { parityHandlers } from './parity-handlers.ts';
import { awsWrapper } from './same-on-both.ts';
import { executionArn, ServiceDouble } from './service-double.ts';
import { idsOf, type Observed, observe, type View } from './spans.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  trace.disable();
  context.disable();
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const SPAN_ID_CHARACTERS = 16;
const spanIdOf = (text: string): string => sha256(text).slice(0, SPAN_ID_CHARACTERS);

const order: DurableExecutionHandler = async (_event, ctx) => {
  const first = await ctx.runInChildContext('child', (child) => child.step('inner', async () => 1));
  const virtual = await ctx.runInChildContext('virtual', async () => 2, { virtualContext: true });
  await ctx.wait('pause', { seconds: 1 });
  const last = await ctx
    .step('failing', async () => Promise.reject(new RangeError('no')), {
      retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < 2 }),
    })
    .catch(() => 3);
  return [first, virtual, last];
};

const observed = async (view: View, handler = order): Promise<Observed> => {
  const observation = observe(view);
  await drive(handler, { config: { plugins: [observation.plugin] } });
  return observation;
};

describe('sdk 9.6: the execution view', () => {
  test('is one tree, with each operation once, whatever invocation it ended in', async () => {
    const { tree } = await observed('execution');
    expect(tree()).toEqual(
      [
        ' > Workflow OK',
        '- > Invocation OK',
        '- > Invocation OK',
        '- > Invocation OK',
        'Workflow > child OK',
        'Workflow > failing ERROR',
        'Workflow > pause OK',
        'Workflow > virtual OK',
        'child > inner OK',
        'failing > failing attempt 1 ERROR',
        'failing > failing attempt 2 ERROR',
        'inner > inner attempt 1 OK',
      ].sort(),
    );
  });

  test('links operations to the invocation in which they ended, and attempts to the one that ran them', async () => {
    const { spans, span } = await observed('execution');
    const invocations = spans()
      .filter(({ name }) => name === 'Invocation')
      .map((invocation) => invocation.spanContext().spanId);
    const invocationOf = (name: string): number => {
      const links = span(name).links.map((link) => link.context.spanId);
      expect(links).toHaveLength(1);
      return invocations.indexOf(links[0] ?? '');
    };
    expect(['inner', 'pause', 'failing attempt 1', 'failing attempt 2', 'failing'].map(invocationOf)).toEqual(
      [0, 1, 1, 2, 2],
    );
  });

  test('has ids that follow from the ARN, so that any invocation can name them', async () => {
    const service = new ServiceDouble();
    const { plugin, span } = observe('execution');
    await drive(order, { service, config: { plugins: [plugin] } });
    const started = service.all()[0]?.StartTimestamp;
    const traceId = sha256(`${executionArn}:${new Date(started ?? 0).toISOString()}`).slice(0, 32);
    expect(idsOf(span('Workflow'))).toEqual({
      traceId,
      spanId: spanIdOf(`workflow:${executionArn}`),
      parentId: undefined,
    });
    expect(idsOf(span('inner'))).toEqual({
      traceId,
      spanId: spanIdOf(`${executionArn}:${wireId('1-1')}`),
      parentId: spanIdOf(`${executionArn}:${wireId('1')}`),
    });
  });
});

describe('sdk 9.6: the invocation view', () => {
  test('has a span in every invocation that worked on an operation, without a verdict until it ends', async () => {
    const { tree } = await observed('invocation');
    expect(tree()).toEqual(
      [
        ' > Workflow OK',
        '- > Invocation OK',
        '- > Invocation OK',
        '- > Invocation OK',
        'Invocation > child OK',
        'child > inner OK',
        'inner > inner attempt 1 OK',
        'Invocation > virtual OK',
        'Invocation > virtual OK',
        'Invocation > virtual OK',
        'Invocation > pause UNSET',
        'Invocation > pause OK',
        'Invocation > failing UNSET',
        'failing > failing attempt 1 ERROR',
        'Invocation > failing ERROR',
        'failing > failing attempt 2 ERROR',
      ].sort(),
    );
  });

  test('links everything to the execution, and says how operations stand', async () => {
    const { spans, span } = await observed('invocation');
    const workflow = span('Workflow').spanContext().spanId;
    for (const { name, links } of spans()) {
      const isOfOperation = name !== 'Workflow' && name !== 'Invocation';
      expect(links.map((link) => link.context.spanId)).toEqual(isOfOperation ? [workflow] : []);
    }
    expect(
      spans()
        .filter(({ name }) => name === 'failing')
        .map(({ attributes }) => [
          attributes['durable.operation.status'],
          attributes['durable.attempt.number'],
        ]),
    ).toEqual([
      ['STARTED', undefined],
      ['FAILED', 2],
    ]);
  });
});

/** In an order that concurrent branches do not disturb. */
const updatesOf = (run: Run): string[] =>
  run.service.requests
    .flat()
    .map((update) => JSON.stringify(update))
    .sort();

/** These misuse a context: AWS's SDK begins the misused operation before it fails, ours does not (2.3.4). */
const misuses = new Set(['a parent context used in a child', 'a step inside a step']);

describe.each(['execution', 'invocation'] as const)('sdk 9.6: in the %s view', (view) => {
  for (const [title, handler] of Object.entries(parityHandlers)) {
    if (misuses.has(title)) continue;
    test(`both SDKs give the same spans: ${title}`, async () => {
      const theirs = observe(view);
      const ours = observe(view);
      const between = { between: answerEverything };
      await drive(handler, { ...between, config: { plugins: [theirs.plugin] } }, awsWrapper);
      const plain = await drive(handler, between);
      const run = await drive(handler, { ...between, config: { plugins: [ours.plugin] } });
      expect(ours.tree()).toEqual(theirs.tree());
      expect(updatesOf(run)).toEqual(updatesOf(plain));
    });
  }
});

describe('sdk 9.6: the trace', () => {
  const root = 'Root=1-6955b900-0123456789abcdef01234567';

  test('is the one of the X-Ray header, and hangs on its parent', async () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', `${root};Parent=0123456789abcdef;Sampled=1`);
    const { spans, span } = await observed('execution', async (_event, ctx) => ctx.step('s', async () => 1));
    expect(new Set(spans().map((one) => one.spanContext().traceId))).toEqual(
      new Set(['6955b9000123456789abcdef01234567']),
    );
    expect(idsOf(span('Invocation')).parentId).toBe('0123456789abcdef');
    expect(idsOf(span('Workflow')).parentId).toBeUndefined();
  });

  test.each([
    [`${root}`, { traceId: '6955b9000123456789abcdef01234567' }],
    ['Root=broken;Parent=0123456789abcdef', { parentSpanId: '0123456789abcdef' }],
    ['Parent=short;Sampled=0', { traceFlags: 0 }],
    ['Sampled=?;Self=1', {}],
  ])('takes of the header %s what is well formed', (header, extracted) => {
    vi.stubEnv('_X_AMZN_TRACE_ID', header);
    expect(xRayContextExtractor({} as InvocationInfo)).toEqual(extracted);
  });

  test('may come from a W3C header in the client context', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const client = { clientContext: { custom: { traceparent } } } as unknown as typeof lambdaContext;
    const info = { lambdaContext: { ...lambdaContext, ...client } } as InvocationInfo;
    expect(w3cClientContextExtractor(info)).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
      traceFlags: 1,
    });
    expect(w3cClientContextExtractor({ lambdaContext } as InvocationInfo)).toBeUndefined();
  });

  test('is not exported when upstream has decided so', async () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', `${root};Sampled=0`);
    const observation = observe('invocation', {}, new ParentBasedSampler({ root: new AlwaysOnSampler() }));
    await drive(order, { config: { plugins: [observation.plugin] } });
    expect(observation.spans()).toEqual([]);
  });

  test('is not exported when upstream leaves it open and the sampler of the provider decides so', async () => {
    const observation = observe('execution', {}, new ParentBasedSampler({ root: new AlwaysOffSampler() }));
    await drive(order, { config: { plugins: [observation.plugin] } });
    expect(observation.spans()).toEqual([]);
  });
});

describe('sdk 9.6: the global provider', () => {
  const register = (exporter: InMemorySpanExporter): TracerProvider => {
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    trace.setGlobalTracerProvider(provider);
    return provider;
  };

  test('is used when none is given, even if it is registered after the plugin was made', async () => {
    const plugin = new ExecutionOtelPlugin({ workflowSpanName: 'Order' });
    const exporter = new InMemorySpanExporter();
    const provider = register(exporter);
    await drive(order, { config: { plugins: [plugin] } });
    const workflow = exporter.getFinishedSpans().find(({ name }) => name === 'Order');
    expect(workflow && idsOf(workflow).spanId).toBe(spanIdOf(`workflow:${executionArn}`));
    provider.getTracer('mine').startSpan('mine').end();
    expect(exporter.getFinishedSpans().at(-1)?.spanContext().traceId).not.toBe(
      workflow?.spanContext().traceId,
    );
  });

  test.each(['execution', 'invocation'])(
    'is what the plugin %s has that the environment names',
    async (view) => {
      vi.stubEnv('DURABLE_EXECUTION_PLUGINS', `@perdure/sdk/otel-${view}`);
      const exporter = new InMemorySpanExporter();
      register(exporter);
      await drive(async (_event, ctx) => ctx.step('s', async () => 1));
      const names = exporter.getFinishedSpans().map(({ name }) => name);
      expect(names.sort()).toEqual(['Invocation', 'Workflow', 's', 's attempt 1']);
    },
  );
});

describe('sdk 9.6: code that is observed', () => {
  test.each(['execution', 'invocation'] as const)(
    'has its own spans below those of the %s view',
    async (view) => {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      const { plugin, provider, tree } = observe(view);
      const mine = (name: string): void => provider.getTracer('mine').startSpan(name).end();
      await drive(
        async (_event, ctx) => {
          mine('in the handler');
          await ctx.step('s', async () => mine('in the step'));
          await ctx.runInChildContext('k', async () => mine('in the child'));
        },
        { config: { plugins: [plugin] } },
      );
      expect(tree()).toEqual(
        expect.arrayContaining([
          'Invocation > in the handler UNSET',
          's attempt 1 > in the step UNSET',
          'k > in the child UNSET',
        ]),
      );
    },
  );

  test('has the ids of its span in its log lines', async () => {
    const lines: Record<string, unknown>[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      lines.push(JSON.parse(String(line)));
      return true;
    });
    const { plugin, span } = observe('execution');
    const log = (logger: Pick<DurableLogger, 'info'>): void => logger.info('line');
    await drive(async (_event, ctx) => ctx.step('s', async ({ logger }) => log(logger)), {
      config: { plugins: [plugin] },
    });
    write.mockRestore();
    const { traceId, spanId } = idsOf(span('s attempt 1'));
    expect(lines).toMatchObject([{ traceId, spanId, otelTraceSampled: true, message: 'line' }]);
  });

  test('keeps its invocation apart from others that run in the process', async () => {
    const { plugin, spans } = observe('execution');
    const config = { plugins: [plugin] };
    const runs = ['a', 'b', 'c'].map((name) =>
      drive(async (_event, ctx) => ctx.step(name, async () => name), { config }),
    );
    expect((await Promise.all(runs)).map(resultOf)).toEqual(['a', 'b', 'c']);
    const invocationIds = spans()
      .filter(({ name }) => name === 'Invocation')
      .map((span) => span.spanContext().spanId);
    const linked = spans()
      .filter(({ name }) => ['a', 'b', 'c'].includes(name))
      .flatMap(({ links }) => links.map((link) => link.context.spanId));
    expect(linked.sort()).toEqual(invocationIds.sort());
  });

  test('is not disturbed by an exporter that fails', async () => {
    const plugin = new ExecutionOtelPlugin({
      tracerProviderFactory: () => ({
        getTracer: () => {
          throw new Error('no tracer');
        },
        forceFlush: () => Promise.reject(new Error('no collector')),
      }),
    });
    const run = await drive(order, { config: { plugins: [plugin] } });
    expect(resultOf(run)).toEqual([1, 2, 3]);
  });
});
