import type { Serdes } from './serdes.ts';

export interface InvokeConfig<I, O> {
  /** Default: the context's serdes. */
  payloadSerdes?: Serdes<I>;
  /** Default: the context's serdes. */
  resultSerdes?: Serdes<O>;
  /** For functions with tenant isolation. */
  tenantId?: string;
}
