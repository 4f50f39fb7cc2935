// Whether an event would match a pattern: for those who write rules.

import { accepted, type Result, refused } from '@perdure/protocol';
import { compilePattern } from './event-pattern.ts';
import { MalformedPattern } from './malformed-pattern.ts';

export function testPattern(pattern: string, event: string): Result<{ Result: boolean }> {
  const [wanted, given] = [parse(pattern), parse(event)];
  if (given === undefined) return refused('ValidationException', 'Parameter Event is not a JSON object.');
  try {
    return accepted({ Result: compilePattern(wanted)(given) });
  } catch (error) {
    if (!(error instanceof MalformedPattern)) throw error;
    return refused('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`);
  }
}

function parse(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
