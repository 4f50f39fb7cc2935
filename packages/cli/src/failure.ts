// How a command ends other than well. The exit codes are part of the contract of the command line.

export const exitCodes = {
  ok: 0,
  /** The execution did not succeed, or the request was refused. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** Nothing answers at the endpoint. */
  unreachable: 3,
  /** The caller is not known, or may not do this. */
  notPermitted: 4,
  /** The execution timed out, or did not end within the time that was given. */
  timedOut: 5,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const HTTP_FORBIDDEN = 403;

/** An end that the user can do something about: shown as a sentence, without a stack trace. */
export class CommandFailure extends Error {
  override readonly name: string = 'CommandFailure';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Nothing answers at the endpoint. */
export class ServerUnreachable extends CommandFailure {
  override readonly name = 'ServerUnreachable';

  constructor(endpoint: string, reason: string) {
    super(
      `No server answers at ${endpoint} (${reason}).\n` +
        'Start one with `npx perdure start`, or name another with --endpoint or PERDURE_ENDPOINT.',
      exitCodes.unreachable,
    );
  }
}

/** The API refused the request. */
export class ApiError extends CommandFailure {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(`${code}: ${message}`, status === HTTP_FORBIDDEN ? exitCodes.notPermitted : exitCodes.failed);
    this.code = code;
    this.status = status;
  }
}
