import { ExecutionView } from './execution-view.ts';
import type { InvocationTrace } from './invocation-trace.ts';
import { OtelPlugin } from './otel-plugin.ts';
import type { OtelView } from './otel-view.ts';

/**
 * OpenTelemetry with one tree per execution: operations below the execution's span `Workflow`, each one span, linked to the
 * invocation in which it ended.
 *
 * @example
 * export const handler = withDurableExecution(order, { plugins: [new ExecutionOtelPlugin()] });
 */
export class ExecutionOtelPlugin extends OtelPlugin {
  protected override viewOf(invocation: InvocationTrace): OtelView {
    return new ExecutionView(invocation);
  }
}
