// Identities. Brands keep one kind of id from being passed where another is meant; `as` appears only at the borders
// where ids are parsed or minted.

declare const brand: unique symbol;
type Branded<Text, Name extends string> = Text & { readonly [brand]: Name };

/** The last segment of an execution's ARN. Time-ordered (UUID version 7), so that stores append. */
export type ExecutionId = Branded<string, 'ExecutionId'>;

/** Chosen by the SDK: a hash of the operation's position in the handler. Opaque to the service. */
export type OperationId = string;
