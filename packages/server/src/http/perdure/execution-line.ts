// One execution as lists and event streams show it.

import type { Realm } from '@perdure/protocol';
import type { Head } from '@perdure/store';
import { summarize } from '../../executions/describe-execution.ts';
import { wireExecution } from '../wire-time.ts';

export function executionLine(head: Head, realm: Realm) {
  const summary = wireExecution(summarize(head, realm));
  return { ...summary, FunctionName: head.functionName, Version: head.functionVersion };
}
