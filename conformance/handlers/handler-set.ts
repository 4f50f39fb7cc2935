// What a suite's file exports: its handlers by the id of their requirement.

import type { DurableLambdaHandler } from 'durable-sdk';

export type HandlerSet = Readonly<Record<string, DurableLambdaHandler>>;
