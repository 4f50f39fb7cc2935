// Whether what starts a durable function can start it. Lambda refuses calls without a version, and calls that wait for an execution
// that may run for too long: such a template would deploy and never work.

import { limits, type StackIntegration } from '@perdure/protocol';
import type { Problems } from '../problems.ts';
import type { StackModel } from '../stack-model.ts';

export function checkTargets(model: StackModel, problems: Problems): void {
  const durable = new Map(
    model.functions
      .filter(({ settings }) => settings.DurableConfig !== undefined)
      .map((made) => [made.functionName, made]),
  );
  for (const { from, target, waits } of targetsOf(model)) {
    const [name = '', qualifier] = target.split(':');
    const found = durable.get(name);
    if (found === undefined) continue;
    if (qualifier === undefined)
      problems.add(
        found.path,
        `${from} starts the durable function ${found.logicalId} without a version, which Lambda refuses. ` +
          'Give the function an AutoPublishAlias, or name an alias, a version or $LATEST where it is called.',
      );
    const seconds = found.settings.DurableConfig?.ExecutionTimeout ?? 0;
    if (waits && seconds > limits.syncExecutionSecondsMax)
      problems.add(
        found.path,
        `${from} waits for ${found.logicalId}, whose executions may run for ${seconds} s, and nobody can wait for more than ` +
          `${limits.syncExecutionSecondsMax} s. Start it asynchronously, or set a shorter ExecutionTimeout.`,
      );
  }
}

interface Target {
  /** What calls, for messages. */
  from: string;
  /** `name`, or `name:qualifier`. */
  target: string;
  /** Whether it waits for the end of the execution. */
  waits: boolean;
}

function targetsOf(model: StackModel): Target[] {
  return [
    ...model.apis.flatMap((api) =>
      api.Routes.flatMap(({ Method, Path, Integration }) =>
        routeTarget(`The route ${Method} ${Path} of ${api.Name}`, Integration),
      ),
    ),
    ...model.functionUrls.map((url) => ({
      from: `The function URL ${url.UrlId}`,
      target: url.Function,
      waits: true,
    })),
    ...model.rules.flatMap((rule) =>
      rule.Targets.map((target) => ({
        from: `The rule ${rule.Name}`,
        target: target.Function ?? '',
        waits: false,
      })),
    ),
    ...model.schedules.map((schedule) => ({
      from: `The schedule ${schedule.Name}`,
      target: schedule.Function,
      waits: false,
    })),
  ];
}

function routeTarget(from: string, integration: StackIntegration): Target[] {
  if (integration.Type === 'MOCK') return [];
  const waits = integration.Type === 'AWS_PROXY' || integration.InvocationType !== 'Event';
  return [{ from, target: integration.Function, waits }];
}
