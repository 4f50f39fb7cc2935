// The HTTP status codes that successful answers carry. Those of errors stand in the error catalogue.

export const OK = 200;
export const CREATED = 201;
export const ACCEPTED = 202;
export const NO_CONTENT = 204;
