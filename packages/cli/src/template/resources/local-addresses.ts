// Addresses that templates put together by hand, `https://<api>.execute-api.<region>.amazonaws.com/<stage>`, lead to the server.

import type { StackApi } from '@perdure/protocol';
import type { FunctionModel } from '../stack-model.ts';

const gatewayAddress = /https?:\/\/([a-z0-9-]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/g;

export class LocalAddresses {
  readonly #apiIds: ReadonlySet<string>;
  readonly #endpoint: string;

  constructor(apis: readonly StackApi[], endpoint: string) {
    this.#apiIds = new Set(apis.map(({ ApiId }) => ApiId));
    this.#endpoint = endpoint;
  }

  inText(text: string): string {
    return text.replace(gatewayAddress, (address, apiId: string) =>
      this.#apiIds.has(apiId) ? `${this.#endpoint}/perdure/apis/${apiId}` : address,
    );
  }

  inFunction(model: FunctionModel): FunctionModel {
    const variables = Object.entries(model.settings.Environment.Variables);
    const Variables = Object.fromEntries(variables.map(([name, value]) => [name, this.inText(value)]));
    return { ...model, settings: { ...model.settings, Environment: { Variables } } };
  }
}
