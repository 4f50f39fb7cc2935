// What stands in the place of something that could not be read: why, and what to do next.

import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { ReactNode } from 'react';
import { ApiError } from '../api/http.ts';

const ASK = 'Ask whoever runs this server for that permission.';

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

interface ErrorStateProps {
  error: unknown;
  /** What could not be read, as in "The functions". */
  what: string;
  onRetry?: () => void;
}

export function ErrorState({ error, what, onRetry }: ErrorStateProps) {
  const { header, text, isRetryable } = explain(error, what);
  return (
    <Alert
      type={isRetryable ? 'error' : 'warning'}
      header={header}
      action={isRetryable && onRetry !== undefined ? <Button onClick={onRetry}>Try again</Button> : undefined}
    >
      {text}
    </Alert>
  );
}

interface Explanation {
  header: string;
  text: ReactNode;
  isRetryable: boolean;
}

function explain(error: unknown, what: string): Explanation {
  if (!(error instanceof ApiError)) {
    return { header: `${what} cannot be shown`, text: String(error), isRetryable: true };
  }
  if (error.isDisconnected) {
    return {
      header: `${what} cannot be read now`,
      text: 'The server does not answer. This goes on by itself as soon as it does.',
      isRetryable: true,
    };
  }
  if (error.isNotPermitted) {
    return {
      header: 'Not permitted',
      text: `${sentence(error.message)} ${ASK}`,
      isRetryable: false,
    };
  }
  if (error.isNotFound && !error.isUnknownApi) {
    return {
      header: 'Not here',
      text: `${sentence(error.message)} It may have been deleted, or its retention may have ended.`,
      isRetryable: false,
    };
  }
  return { header: `${what} cannot be shown`, text: `${error.message} (${error.code})`, isRetryable: true };
}

/** A failure in a sentence or two, for a bar or a field. */
export function failureText(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  if (error.isDisconnected) return error.message;
  return error.isNotPermitted ? `${sentence(error.message)} ${ASK}` : `${error.message} (${error.code})`;
}
