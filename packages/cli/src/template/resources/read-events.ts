// Event buses, rules and schedules.

import type {
  StackEventBus,
  StackRetryPolicy,
  StackRule,
  StackRuleTarget,
  StackSchedule,
} from '@perdure/protocol';
import type { PropertyReader } from '../property-reader.ts';
import { isMap, type Value } from '../value.ts';
import { functionTarget, type ResolvedResources } from './resolved-resource.ts';

const states = ['ENABLED', 'DISABLED'] as const;

export const readEventBuses = (resources: ResolvedResources): StackEventBus[] =>
  resources.ofType('AWS::Events::EventBus').map(({ view }) => ({ Name: view.physicalName }));

export function readRules(resources: ResolvedResources): StackRule[] {
  return resources.ofType('AWS::Events::Rule').map(({ declaration, view, read }) => {
    const pattern = read.raw('EventPattern');
    const bus = read.text('EventBusName');
    const state = read.oneOf('State', [...states, 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']);
    const expression = read.text('ScheduleExpression');
    const description = read.text('Description');
    if (pattern === undefined && expression === undefined)
      read.problem('it needs an EventPattern or a ScheduleExpression.');
    return {
      Name: view.physicalName,
      ...(bus !== undefined && { EventBusName: bus }),
      ...(description !== undefined && { Description: description }),
      ...(pattern !== undefined && { EventPattern: patternOf(pattern, read) }),
      ...(expression !== undefined && { ScheduleExpression: expression }),
      State: state === 'DISABLED' ? 'DISABLED' : 'ENABLED',
      Targets: read
        .maps('Targets')
        .flatMap((target, index) => readTarget(target, index, declaration.logicalId, resources)),
    };
  });
}

/** A pattern may be given as JSON text. */
function patternOf(pattern: Value, read: PropertyReader): Record<string, unknown> {
  if (isMap(pattern)) return pattern;
  try {
    const parsed: unknown = JSON.parse(String(pattern));
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch {
    // Told below, together with JSON of another form.
  }
  read.problem('EventPattern is not a map.');
  return {};
}

function readTarget(
  target: PropertyReader,
  index: number,
  ruleId: string,
  resources: ResolvedResources,
): StackRuleTarget[] {
  const arn = target.requiredText('Arn');
  const name = functionTarget(arn);
  const bus = /:event-bus\/(.+)$/.exec(arn)?.[1];
  noteLetters(target, `rule ${ruleId}`, resources);
  if (name === undefined && bus === undefined) {
    resources.note({
      subject: `Target ${index + 1} of rule ${ruleId}`,
      treatment: 'ignored',
      what: `Events are sent to functions and buses only, not to ${arn}.`,
      advice: 'Let a function pass them on.',
    });
    return [];
  }
  const [input, path, transformer] = [
    target.raw('Input'),
    target.text('InputPath'),
    target.map('InputTransformer'),
  ];
  const retries = retryPolicy(target);
  return [
    {
      Id: target.text('Id') ?? `Target${index}`,
      ...(name !== undefined ? { Function: name } : bus !== undefined && { EventBusName: bus }),
      ...(input !== undefined && { Input: jsonText(input) }),
      ...(path !== undefined && { InputPath: path }),
      ...(transformer !== undefined && {
        InputTransformer: {
          InputPathsMap: transformer.textMap('InputPathsMap') ?? {},
          InputTemplate: transformer.requiredText('InputTemplate'),
        },
      }),
      ...(retries !== undefined && { RetryPolicy: retries }),
    },
  ];
}

export function readSchedules(resources: ResolvedResources): StackSchedule[] {
  return resources.ofType('AWS::Scheduler::Schedule').flatMap(({ declaration, view, read }) => {
    const target = read.map('Target');
    const arn = target?.requiredText('Arn') ?? '';
    const name = functionTarget(arn);
    if (target === undefined || name === undefined) {
      resources.note({
        subject: `Schedule ${declaration.logicalId}`,
        treatment: 'ignored',
        what: `Schedules start functions only, not ${arn === '' ? 'nothing' : arn}.`,
        advice: 'Let a function do it.',
      });
      return [];
    }
    noteLetters(target, `schedule ${declaration.logicalId}`, resources);
    const input = target.raw('Input');
    const retries = retryPolicy(target);
    return [
      {
        Name: view.physicalName,
        ScheduleExpression: read.requiredText('ScheduleExpression'),
        ...texts(read, ['GroupName', 'Description', 'ScheduleExpressionTimezone', 'StartDate', 'EndDate']),
        State: read.oneOf('State', states) ?? 'ENABLED',
        Function: name,
        ...(input !== undefined && { Input: jsonText(input) }),
        ...(retries !== undefined && { RetryPolicy: retries }),
      },
    ];
  });
}

function noteLetters(target: PropertyReader, subject: string, resources: ResolvedResources): void {
  if (target.raw('DeadLetterConfig') === undefined) return;
  resources.note({
    subject: `DeadLetterConfig of ${subject}`,
    treatment: 'ignored',
    what: 'What could not be delivered is logged, and sent nowhere.',
  });
}

function retryPolicy(target: PropertyReader): StackRetryPolicy | undefined {
  const policy = target.map('RetryPolicy');
  const attempts = policy?.integer('MaximumRetryAttempts');
  const age = policy?.integer('MaximumEventAgeInSeconds');
  if (attempts === undefined && age === undefined) return undefined;
  return {
    ...(attempts !== undefined && { MaximumRetryAttempts: attempts }),
    ...(age !== undefined && { MaximumEventAgeInSeconds: age }),
  };
}

/** The members that are there. */
function texts<Name extends string>(
  read: PropertyReader,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const text = read.text(name);
    if (text !== undefined) found[name] = text;
  }
  return found;
}

const jsonText = (value: Value): string => (typeof value === 'string' ? value : JSON.stringify(value));
