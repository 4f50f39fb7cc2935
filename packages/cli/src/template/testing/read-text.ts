// Reads a template that a test has written down.

import { readStack, type StackSource } from '../read-stack.ts';
import type { StackModel } from '../stack-model.ts';

export function modelOf(text: string, more: Partial<StackSource> = {}): StackModel {
  return readStack({
    file: 'template.yaml',
    text,
    identity: {
      stackName: 'shop',
      realm: { partition: 'aws', region: 'eu-west-1', account: '123456789012' },
      endpoint: 'http://127.0.0.1:7070',
    },
    parameterOverrides: {},
    resourceValues: {},
    skipped: [],
    imports: new Map(),
    ...more,
  }).model;
}

/** The message with which the template is refused. */
export function refusalOf(text: string, more: Partial<StackSource> = {}): string {
  try {
    modelOf(text, more);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('the template was accepted');
}
