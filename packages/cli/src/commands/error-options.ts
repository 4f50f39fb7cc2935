// The options that describe an error object: for stopping an execution and for failing a callback.

import type { ErrorObject } from '@perdure/protocol';
import type { Command } from 'commander';
import { collect } from './argument-values.ts';

export interface ErrorOptions {
  errorMessage?: string;
  errorType?: string;
  errorData?: string;
  stackTrace?: string[];
}

export const withErrorOptions = (command: Command): Command =>
  command
    .option('--error-message <text>', 'what went wrong')
    .option('--error-type <name>', 'name of the error class')
    .option('--error-data <text>', 'anything else that belongs to it')
    .option('--stack-trace <line>', 'a line of the stack trace; repeat for more', collect);

export const errorOf = (options: ErrorOptions): ErrorObject => ({
  ...(options.errorMessage !== undefined && { ErrorMessage: options.errorMessage }),
  ...(options.errorType !== undefined && { ErrorType: options.errorType }),
  ...(options.errorData !== undefined && { ErrorData: options.errorData }),
  ...(options.stackTrace !== undefined && { StackTrace: options.stackTrace }),
});

/** One line for each member that was given. */
export const errorLines = (error: ErrorObject): string[] => [
  ...(error.ErrorType === undefined ? [] : [`Error Type: ${error.ErrorType}`]),
  ...(error.ErrorMessage === undefined ? [] : [`Error Message: ${error.ErrorMessage}`]),
  ...(error.ErrorData === undefined ? [] : [`Error Data: ${error.ErrorData}`]),
];
