// Why an execution is stopped whose function is gone.

import type { ErrorObject } from '@perdure/protocol';

export const functionDeleted = (functionName: string): ErrorObject => ({
  ErrorType: 'FunctionDeleted',
  ErrorMessage: `The function ${functionName} has been deleted.`,
});
