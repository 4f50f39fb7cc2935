// Compares the spans that functions have exported with what a requirement says about them.

import { type Bindings, fillText } from './bindings.ts';
import type { SpanRecord } from './span-record.ts';
import { isObject, mismatches, shown } from './value-match.ts';

/** Which spans are meant. */
export interface SpanSelector {
  name?: string;
  status?: unknown;
  kind?: unknown;
  attributes?: Readonly<Record<string, unknown>>;
}

export interface LinkExpectation extends SpanSelector {
  /** The link leads to the nth of the spans that are selected, in the order of their starts. */
  $occurrence?: number;
}

export interface SpanExpectation {
  status?: unknown;
  kind?: unknown;
  service_name?: string;
  /** Null: the root of its trace. */
  parent_span_id?: null;
  attributes?: Readonly<Record<string, unknown>>;
  links?: readonly LinkExpectation[];
  /** Also lasts as long, unless it may end outside. */
  parent?: SpanSelector & { $allow_outside?: boolean };
  /** A span that is linked to lasts as long. */
  inside?: SpanSelector & { $linked?: boolean };
  /** Ends before one of those begins. */
  before?: SpanSelector;
  /** Begins after one of those has ended. */
  after?: SpanSelector;
}

export interface SpanAssertion {
  select: SpanSelector;
  /** How many spans are selected. Default: 1. */
  count?: unknown;
  expect: SpanExpectation;
}

export interface TelemetryAssertions {
  minimum_spans?: number;
  minimum_invocations?: number;
  require_execution_correlation?: boolean;
  require_unique_root_per_trace?: boolean;
  require_all_spans?: boolean;
  /** Executions whose spans there may be. Default: the one that was started. */
  allowed_execution_arns?: readonly string[];
  /** The spans that must all be asserted. */
  span_assertion_scope?: SpanSelector | readonly SpanSelector[];
  /** Attributes with these prefixes are only those that are expected. */
  exact_attribute_prefixes?: readonly string[];
  span_assertions: readonly SpanAssertion[];
}

/** The executions whose spans are looked at. */
export function executionsOf(
  { allowed_execution_arns: arns }: TelemetryAssertions,
  bindings: Bindings,
): ReadonlySet<unknown> {
  return new Set(
    arns === undefined ? [bindings.get('EXECUTION_ARN')] : arns.map((arn) => fillText(arn, bindings)),
  );
}

/** What does not match, one sentence each. `bindings` name the execution and what the history has bound. */
export function telemetryMismatches(
  assertions: TelemetryAssertions,
  spans: readonly SpanRecord[],
  bindings: Bindings,
): string[] {
  const comparison = new Comparison(assertions, spans, bindings);
  return [
    ...comparison.general(),
    ...assertions.span_assertions.flatMap((one) => comparison.check(one)),
    ...comparison.unasserted(),
  ];
}

class Comparison {
  readonly #assertions: TelemetryAssertions;
  readonly #spans: readonly SpanRecord[];
  readonly #bindings: Bindings;
  readonly #asserted = new Set<SpanRecord>();

  constructor(assertions: TelemetryAssertions, spans: readonly SpanRecord[], bindings: Bindings) {
    this.#assertions = assertions;
    this.#spans = [...spans].sort((a, b) => a.start - b.start);
    this.#bindings = bindings;
  }

  /** What is said about all spans together. */
  general(): string[] {
    const { minimum_spans: spansMin = 0, minimum_invocations: invocationsMin = 0 } = this.#assertions;
    const invocations = this.#select({ name: 'Invocation' }).length;
    const problems: string[] = [];
    if (this.#spans.length < spansMin)
      problems.push(`${this.#spans.length} spans, expected ${spansMin} or more`);
    if (invocations < invocationsMin)
      problems.push(`${invocations} invocations, expected ${invocationsMin} or more`);
    if (this.#assertions.require_execution_correlation) problems.push(...this.#strangers());
    if (this.#assertions.require_unique_root_per_trace) problems.push(...this.#secondRoots());
    return problems;
  }

  #strangers(): string[] {
    const allowed = executionsOf(this.#assertions, this.#bindings);
    return this.#spans
      .filter(({ attributes }) => !allowed.has(attributes['durable.execution.arn']))
      .map(({ name }) => `span ${name} belongs to no expected execution`);
  }

  #secondRoots(): string[] {
    const roots = this.#spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    const traces = roots.map(({ traceId }) => traceId);
    return new Set(traces).size === traces.length ? [] : ['a trace has several roots'];
  }

  check({ select, count = 1, expect }: SpanAssertion): string[] {
    const selected = this.#select(select);
    for (const span of selected) this.#asserted.add(span);
    const name = shown(select);
    const problems = this.#compare(count, selected.length, `number of spans like ${name}`);
    if (problems.length > 0) return problems;
    return selected.flatMap((span) =>
      this.#checkSpan(span, expect).map((problem) => `span ${name}: ${problem}`),
    );
  }

  #checkSpan(span: SpanRecord, expect: SpanExpectation): string[] {
    const { status, kind, attributes, service_name: service } = expect;
    const plain = { status, kind, attributes, service };
    return [
      ...Object.entries(plain).flatMap(([member, expected]) =>
        expected === undefined ? [] : this.#compare(expected, Reflect.get(span, member), member),
      ),
      ...('parent_span_id' in expect && span.parentSpanId !== undefined ? ['it has a parent'] : []),
      ...this.#extraAttributes(span, attributes),
      ...(expect.links === undefined ? [] : this.#checkLinks(span, expect.links)),
      ...(expect.parent === undefined ? [] : this.#checkParent(span, expect.parent)),
      ...this.#checkTimes(span, expect),
    ];
  }

  #extraAttributes(span: SpanRecord, expected: Readonly<Record<string, unknown>> = {}): string[] {
    const prefixes = this.#assertions.exact_attribute_prefixes ?? [];
    return Object.keys(span.attributes)
      .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)) && !(name in expected))
      .map((name) => `attribute ${name} is not expected`);
  }

  #checkLinks(span: SpanRecord, expected: readonly LinkExpectation[]): string[] {
    const linked = span.links.map(({ spanId }) => this.#byId(spanId));
    if (linked.length !== expected.length) return [`${linked.length} links, expected ${expected.length}`];
    return expected.flatMap(({ $occurrence: occurrence, ...selector }, index) => {
      const candidates = this.#select(selector);
      const target = linked[index];
      const isRight =
        target !== undefined &&
        (occurrence === undefined ? candidates.includes(target) : candidates[occurrence - 1] === target);
      return isRight ? [] : [`link ${index + 1} leads to ${target?.name ?? 'a span that is not there'}`];
    });
  }

  #checkParent(
    span: SpanRecord,
    { $allow_outside: mayLeave = false, ...selector }: NonNullable<SpanExpectation['parent']>,
  ): string[] {
    const parent = this.#byId(span.parentSpanId);
    if (parent === undefined || !this.#isMatch(selector, parent)) {
      return [`its parent is ${parent?.name ?? 'not there'}, expected ${shown(selector)}`];
    }
    return mayLeave || contains(parent, span) ? [] : ['it lasts longer than its parent'];
  }

  #checkTimes(span: SpanRecord, { inside, before, after }: SpanExpectation): string[] {
    const problems: string[] = [];
    if (inside !== undefined) {
      const { $linked: _, ...selector } = inside;
      const around = span.links.map(({ spanId }) => this.#byId(spanId));
      const isInside = around.some(
        (other) => other !== undefined && this.#isMatch(selector, other) && contains(other, span),
      );
      if (!isInside) problems.push(`it is not inside ${shown(inside)}`);
    }
    if (before !== undefined && !this.#select(before).some((other) => span.end <= other.start)) {
      problems.push(`it is not before ${shown(before)}`);
    }
    if (after !== undefined && !this.#select(after).some((other) => other.end <= span.start)) {
      problems.push(`it is not after ${shown(after)}`);
    }
    return problems;
  }

  /** Spans of the scope that no assertion was about. */
  unasserted(): string[] {
    const { require_all_spans: isWanted, span_assertion_scope: scope = {} } = this.#assertions;
    if (!isWanted) return [];
    const scopes = Array.isArray(scope) ? scope : [scope];
    return this.#spans
      .filter((span) => !this.#asserted.has(span) && scopes.some((one) => this.#isMatch(one, span)))
      .map((span) => `span ${span.name} (${span.status}) is not expected`);
  }

  #byId(spanId: string | undefined): SpanRecord | undefined {
    return this.#spans.find((span) => span.spanId === spanId);
  }

  #select(selector: SpanSelector): SpanRecord[] {
    return this.#spans.filter((span) => this.#isMatch(selector, span));
  }

  #isMatch(selector: SpanSelector, span: SpanRecord): boolean {
    return Object.entries(selector).every(
      ([member, expected]) => this.#compare(expected, Reflect.get(span, member), member).length === 0,
    );
  }

  #compare(expected: unknown, actual: unknown, path: string): string[] {
    if (isObject(expected) && Array.isArray(expected.$any_of)) {
      const isOne = expected.$any_of.some((one) => this.#compare(one, actual, path).length === 0);
      return isOne ? [] : [`${path}: expected one of ${shown(expected.$any_of)}, found ${shown(actual)}`];
    }
    return mismatches(expected, actual, this.#bindings, path);
  }
}

const contains = (outer: SpanRecord, inner: SpanRecord): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;
