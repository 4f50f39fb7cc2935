// Readers of option values. What they refuse is a usage error that names the option.

import { readFile } from 'node:fs/promises';
import { parseFunctionReference } from '@perdure/protocol';
import { Argument, InvalidArgumentError } from 'commander';
import { CommandFailure, exitCodes } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

const PORT_MAX = 65_535;

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('Give a whole number above 0.');
  return value;
}

/** 0 lets the system choose. */
export function portNumber(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isSafeInteger(value) || value < 0 || value > PORT_MAX) {
    throw new InvalidArgumentError(`Give a port from 0 to ${PORT_MAX}.`);
  }
  return value;
}

/** Collects the values of a repeatable option. */
export const collect = (text: string, previous: readonly string[] = []): string[] => [...previous, text];

/** Collects `NAME=value` pairs; the value may be empty and may hold further equal signs. */
export function collectVariable(text: string, previous: Record<string, string> = {}): Record<string, string> {
  const separator = text.indexOf('=');
  if (separator < 1) throw new InvalidArgumentError('Give NAME=value.');
  return { ...previous, [text.slice(0, separator)]: text.slice(separator + 1) };
}

export interface FunctionTarget {
  functionName: string;
  qualifier: string | undefined;
}

/** An execution as `findExecution` understands it. */
export const executionArgument = (): Argument =>
  new Argument('<execution>', 'ARN of the execution, its name, or function/name');

/** A function as `functionTarget` reads it. */
export const functionArgument = (): Argument =>
  new Argument('<function>', 'name, name:qualifier, or ARN').argParser(functionTarget);

/** `order`, `order:prod`, or an ARN of either. */
export function functionTarget(text: string): FunctionTarget {
  const anyRealm = { partition: 'aws', region: 'us-east-1', account: '000000000000' };
  const reference = parseFunctionReference(text, anyRealm);
  if (reference === undefined)
    throw new InvalidArgumentError('Give a function as name, name:qualifier, or ARN.');
  const { functionName, qualifier } = reference;
  if (!text.startsWith('arn:')) return { functionName, qualifier };
  return { functionName: text.slice(0, text.length - (qualifier ? qualifier.length + 1 : 0)), qualifier };
}

/** The payload of an invocation: inline, from a file, or from standard input (`-`). `{}` when nothing is given. */
export async function readPayload(
  terminal: Terminal,
  { event, payload }: { event?: string; payload?: string },
): Promise<string> {
  if (event !== undefined && payload !== undefined) {
    throw new CommandFailure('Give either --event or --payload, not both.', exitCodes.usage);
  }
  const text = event === undefined ? (payload ?? '{}') : await readEvent(terminal, event);
  const from = event === undefined ? '--payload' : event === '-' ? 'standard input' : event;
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`${from} is not JSON: ${reason}`, exitCodes.usage);
  }
}

async function readEvent(terminal: Terminal, path: string): Promise<string> {
  if (path === '-') return terminal.readInput();
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandFailure(`cannot read the event: ${reasonOf(error, path)}`, exitCodes.usage);
  }
}

function reasonOf(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT'
    ? `there is no file ${path}`
    : String(error instanceof Error ? error.message : error);
}
