// The answer of APIs that only do something.

import { accepted, type Result } from '@perdure/protocol';
import type { Answer } from '../../api.ts';
import { NO_CONTENT } from '../../http-status.ts';

export const done = (result: Result<void>): Result<Answer> =>
  result.ok ? accepted({ status: NO_CONTENT }) : result;
