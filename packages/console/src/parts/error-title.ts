// An error in one line.

import type { ErrorObject } from '@perdure/protocol';

/** `Type: message`. */
export const errorTitle = ({ ErrorType, ErrorMessage }: ErrorObject): string =>
  [ErrorType, ErrorMessage].filter(Boolean).join(': ') || 'No reason was given';
