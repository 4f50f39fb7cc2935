// A development session on one handler's file.

import { dirname, relative } from 'node:path';
import { type DeployOptions, planDeployment } from '../deploy/deploy-function.ts';
import type { LambdaApi } from '../lambda-api.ts';
import { formatBytes } from '../output/byte-count.ts';
import type { DevProject, PreparedChange } from './dev-project.ts';

export class HandlerProject implements DevProject {
  readonly #api: LambdaApi;
  readonly #options: DeployOptions;
  readonly #watched: Set<string>;

  constructor(api: LambdaApi, options: DeployOptions) {
    this.#api = api;
    this.#options = options;
    this.#watched = new Set([dirname(options.file)]);
  }

  get summary(): readonly (readonly [string, string])[] {
    const { file, functionName } = this.#options;
    return [
      ['function', `${functionName}, from ${relative(process.cwd(), file)}`],
      ['invoke it', `npx perdure invoke ${functionName} --payload '{}'`],
    ];
  }

  get watched(): readonly string[] {
    return [...this.#watched];
  }

  async prepare(): Promise<PreparedChange> {
    const { functionName, handlerExport = 'handler' } = this.#options;
    const plan = await planDeployment(this.#api, this.#options);
    for (const input of plan.bundle.inputs) this.#watched.add(input);
    const isReplayed = plan.present?.DurableConfig !== undefined;
    const code = {
      files: plan.bundle.files,
      handler: `index.${handlerExport}`,
      environment: plan.present?.Environment?.Variables ?? {},
    };
    return {
      changed: plan.codeChanges ? [{ functionName, code: isReplayed ? code : undefined }] : [],
      warnings: plan.bundle.warnings,
      apply: async () => {
        const { change, codeBytes } = await plan.apply();
        return change === 'unchanged' ? [] : [`${functionName} is live (${formatBytes(codeBytes)})`];
      },
    };
  }
}
