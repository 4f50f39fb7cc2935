// How a function wants its log: the LoggingConfig of its configuration.

import type { Result } from '@perdure/protocol';
import { accepted, refused } from '@perdure/protocol';

export interface FunctionLogging {
  format: 'Text' | 'JSON';
  /** What is less severe is not written. Only with JSON. */
  level?: string;
  /** The name of the log group; the function is told, nothing else comes of it. */
  group?: string;
}

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const levelMembers = ['ApplicationLogLevel', 'SystemLogLevel'] as const;

/** Reads what `checkLogging` has accepted; older and foreign values are passed over. */
export function readLogging(config: unknown): FunctionLogging {
  const { LogFormat, ApplicationLogLevel, LogGroup } = membersOf(config);
  const isJson = LogFormat === 'JSON';
  return {
    format: isJson ? 'JSON' : 'Text',
    ...(isJson && typeof ApplicationLogLevel === 'string' ? { level: ApplicationLogLevel } : {}),
    ...(typeof LogGroup === 'string' && LogGroup !== '' ? { group: LogGroup } : {}),
  };
}

export function checkLogging(config: unknown): Result<void> {
  const members = membersOf(config);
  const { LogFormat = 'Text' } = members;
  if (LogFormat !== 'Text' && LogFormat !== 'JSON') {
    return invalid('LoggingConfig.LogFormat must be Text or JSON.');
  }
  for (const name of levelMembers) {
    const level = members[name];
    if (level === undefined) continue;
    if (typeof level !== 'string' || !levels.includes(level)) {
      return invalid(`LoggingConfig.${name} must be one of ${levels.join(', ')}.`);
    }
    if (LogFormat === 'Text') {
      return invalid(
        `LoggingConfig.${name} acts on logs in the format JSON only: set LogFormat to JSON, or leave the level out.`,
      );
    }
  }
  return accepted(undefined);
}

const membersOf = (config: unknown): Record<string, unknown> =>
  typeof config === 'object' && config !== null ? (config as Record<string, unknown>) : {};

const invalid = (message: string) => refused('InvalidParameterValueException', message);
