// How values become text in the execution's record, and come back.

/** Tells a serdes whose value it holds. */
export interface SerdesContext {
  /** Position of the operation in the execution, for example `3-1`. Stable over replays, unique per execution. */
  entityId: string;
  durableExecutionArn: string;
}

/** Serializes values of one type. Both directions must be deterministic enough that a round trip preserves meaning. */
export interface Serdes<T> {
  serialize: (value: T | undefined, context: SerdesContext) => Promise<string | undefined>;
  deserialize: (data: string | undefined, context: SerdesContext) => Promise<T | undefined>;
}

// biome-ignore lint/suspicious/noExplicitAny: a default serdes takes values of every type; `unknown` would refuse user-written ones.
export type AnySerdes = Serdes<any>;
export type AnySerdesDeserializer = Pick<AnySerdes, 'deserialize'>;

/** Defaults of one context and of the children it creates afterwards. */
export interface SerdesConfig {
  /** For steps, conditions, child contexts, invokes and batch items. Default: JSON. */
  defaultSerdes?: AnySerdes;
  /** For callback results. Default: the text as it was sent. */
  defaultCallbackDeserializer?: AnySerdesDeserializer;
}
