// The event buses of all stacks: an event that is put on one is sent to the targets of the rules that want it.

import type { Millis, Realm, StackDocument, StackRule, StackRuleTarget } from '@perdure/protocol';
import { MILLIS_PER_SECOND } from '@perdure/protocol';
import type { Deliveries, Delivery } from '../deliveries.ts';
import { eventLimits } from '../limits.ts';
import { busNameOf, DEFAULT_BUS, ruleArn } from '../stacks/stack-addresses.ts';
import type { BusEvent } from './bus-event.ts';
import { compilePattern, type EventMatcher } from './event-pattern.ts';
import { type TargetInput, targetInput } from './target-input.ts';

export interface ServedRule {
  readonly rule: StackRule;
  readonly arn: string;
  readonly busName: string;
  /** Absent when the rule has no pattern, or is disabled. */
  readonly matches?: EventMatcher;
  readonly targets: readonly ServedTarget[];
}

interface ServedTarget {
  readonly target: StackRuleTarget;
  readonly input: TargetInput;
}

/** An event on its way to a bus. */
export interface Publication {
  readonly busName: string;
  readonly event: BusEvent;
}

export class EventBuses {
  readonly #realm: Realm;
  readonly #deliveries: Deliveries;
  #busNames: ReadonlySet<string> = new Set([DEFAULT_BUS]);
  #rules: readonly ServedRule[] = [];

  constructor(realm: Realm, deliveries: Deliveries) {
    this.#realm = realm;
    this.#deliveries = deliveries;
  }

  adopt(documents: readonly StackDocument[]): void {
    const names = documents.flatMap(({ EventBuses: buses = [] }) => buses.map(({ Name }) => Name));
    this.#busNames = new Set([DEFAULT_BUS, ...names.sort()]);
    this.#rules = documents.flatMap(({ Rules = [] }) => Rules).map((rule) => this.#serve(rule));
  }

  /** In the order of their names, the default bus first. */
  get busNames(): readonly string[] {
    return [...this.#busNames];
  }

  has(busName: string): boolean {
    return this.#busNames.has(busName);
  }

  rulesOf(busName: string): readonly ServedRule[] {
    return this.#rules.filter((rule) => rule.busName === busName);
  }

  /** Resolves when what the events bring about is durable. */
  async publish(publications: readonly Publication[]): Promise<void> {
    await this.#deliveries.add(publications.flatMap((publication) => this.#route(publication)));
  }

  #route(publication: Publication): Delivery[] {
    const found: Delivery[] = [];
    this.#collect(publication, found, eventLimits.busesMax);
    return found;
  }

  #collect({ busName, event }: Publication, found: Delivery[], busesLeft: number): void {
    for (const served of this.rulesOf(busName)) {
      if (served.matches?.({ ...event }) !== true) continue;
      for (const { target, input } of served.targets) {
        if (target.Function !== undefined) {
          const key = `event-${event.id}-${found.length}`;
          const payload = input(event, served.arn);
          found.push({ key, target: target.Function, payload, sender: served.arn, ...retriesOf(target) });
        } else if (busesLeft > 1) {
          this.#collect({ busName: busNameOf(target.EventBusName), event }, found, busesLeft - 1);
        }
      }
    }
  }

  #serve(rule: StackRule): ServedRule {
    const { EventPattern, EventBusName, State = 'ENABLED', Targets } = rule;
    const isWanted = EventPattern !== undefined && State === 'ENABLED';
    return {
      rule,
      arn: ruleArn(this.#realm, rule),
      busName: busNameOf(EventBusName),
      ...(isWanted ? { matches: compilePattern(EventPattern) } : {}),
      targets: Targets.map((target) => ({ target, input: targetInput(target) })),
    };
  }
}

/** How often and for how long a delivery may be tried, where the document says so. */
export function retriesOf({ RetryPolicy = {} }: Pick<StackRuleTarget, 'RetryPolicy'>): {
  retryAttemptsMax?: number;
  ageMillisMax?: Millis;
} {
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: seconds } = RetryPolicy;
  return {
    ...(attempts === undefined ? {} : { retryAttemptsMax: attempts }),
    ...(seconds === undefined ? {} : { ageMillisMax: seconds * MILLIS_PER_SECOND }),
  };
}
