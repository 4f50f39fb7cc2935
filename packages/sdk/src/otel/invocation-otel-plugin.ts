import type { InvocationTrace } from './invocation-trace.ts';
import { InvocationView } from './invocation-view.ts';
import { OtelPlugin } from './otel-plugin.ts';
import type { OtelView } from './otel-view.ts';

/**
 * OpenTelemetry with one tree per invocation: operations below the span `Invocation` of the invocation that worked on them,
 * linked to the execution's span `Workflow`.
 *
 * @example
 * export const handler = withDurableExecution(order, { plugins: [new InvocationOtelPlugin()] });
 */
export class InvocationOtelPlugin extends OtelPlugin {
  protected override viewOf(invocation: InvocationTrace): OtelView {
    return new InvocationView(invocation);
  }
}
