// The credentials that environments get: a session of the function's execution role, which ends with the environment.

import type { CredentialIssuer } from '../environments/environment-pool.ts';
import type { FunctionCredentials } from '../environments/environment-variables.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import { identityLimits } from './identities/limits.ts';
import type { SessionTokens } from './identities/session-tokens.ts';

export class RoleCredentials implements CredentialIssuer {
  readonly #sessions: SessionTokens;

  constructor(sessions: SessionTokens) {
    this.#sessions = sessions;
  }

  issue({ role, functionName }: DeployedFunction, environmentId: string): FunctionCredentials {
    return this.#sessions.issue(
      { roleArn: role, sessionName: functionName, environment: { id: environmentId, functionName } },
      identityLimits.functionSessionSeconds,
    );
  }

  revoke(environmentId: string): void {
    this.#sessions.endEnvironment(environmentId);
  }
}
