// The rules of a function's DurableConfig.

import type { DurableConfig, Result } from '@perdure/protocol';
import { accepted, limits, refused } from '@perdure/protocol';
import type { DurableConfigRequest } from './function-api.ts';

/** A DurableConfig is always sent whole: what it leaves out has its default, whatever was set before. */
export function readDurableConfig(request: DurableConfigRequest): Result<DurableConfig> {
  if (request.ExecutionTimeout === undefined) {
    return refused(
      'InvalidParameterValueException',
      'DurableConfig must have an ExecutionTimeout: send the whole DurableConfig, also to change another member of it.',
    );
  }
  return accepted({
    ExecutionTimeout: request.ExecutionTimeout,
    RetentionPeriodInDays: request.RetentionPeriodInDays ?? limits.retentionDaysDefault,
    ...(request.KMSKeyArn === undefined || request.KMSKeyArn === '' ? {} : { KMSKeyArn: request.KMSKeyArn }),
  });
}

/** Whether a function is durable is settled when it is created. */
export function changeDurableConfig(
  current: DurableConfig | undefined,
  request: DurableConfigRequest | undefined,
): Result<DurableConfig | undefined> {
  if (request === undefined) return accepted(current);
  if (current === undefined) {
    return refused(
      'InvalidParameterValueException',
      'DurableConfig cannot be added to an existing function. Create the function anew with a DurableConfig.',
    );
  }
  return readDurableConfig(request);
}
