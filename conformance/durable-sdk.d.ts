// Handlers import the SDK under this name only. The bundler maps it to AWS's package or to ours; the compiler reads it as
// AWS's, so a handler that compiles is one that users could have written against either.

declare module 'durable-sdk' {
  export * from '@aws/durable-execution-sdk-js';
}
