// The callbacks that the execution waits for, on top of its page, because they are what a person can do something about.

import Alert from '@cloudscape-design/components/alert';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { counted } from '../../format/duration.ts';
import { type CallbackAnswer, callbackAnswers } from '../../parts/callback-dialog.tsx';
import { Ago, Until } from '../../parts/times.tsx';
import { useShownExecution } from '../execution-context.ts';
import {
  callbacksShownMax,
  callbackTitle,
  isOpenCallback,
  type OperationView,
} from '../view/execution-view.ts';

export function OpenCallbacks() {
  const { view, isClosed } = useShownExecution();
  if (isClosed) return null;
  const open = [...view.operations.values()].filter(isOpenCallback);
  if (open.length === 0) return null;
  return (
    <Alert type="info" header={`Waits for ${counted(open.length, 'callback')}`}>
      <SpaceBetween size="xs">
        {open.slice(0, callbacksShownMax).map((operation) => (
          <OpenCallback key={operation.id} operation={operation} />
        ))}
        {open.length > callbacksShownMax &&
          `and ${open.length - callbacksShownMax} more, among the operations below`}
      </SpaceBetween>
    </Alert>
  );
}

function OpenCallback({ operation }: { operation: OperationView }) {
  const { view, select } = useShownExecution();
  const title = callbackTitle(operation, view);
  return (
    <SpaceBetween direction="horizontal" size="s" alignItems="center">
      <button type="button" className="link-button" onClick={() => select(operation.id)}>
        {title}
      </button>
      <span>
        since <Ago millis={operation.startedAt} />
        {operation.dueAt !== undefined && (
          <>
            , times out <Until millis={operation.dueAt} />
          </>
        )}
      </span>
      <CallbackActions operation={operation} />
    </SpaceBetween>
  );
}

/** The Actions menu of an open callback. */
export function CallbackActions({
  operation,
  isSmall = false,
}: {
  operation: OperationView;
  isSmall?: boolean;
}) {
  const { view, answer } = useShownExecution();
  const title = callbackTitle(operation, view);
  return (
    <ButtonDropdown
      items={[...callbackAnswers]}
      variant={isSmall ? 'inline-icon' : 'normal'}
      ariaLabel={`Answer ${title}`}
      expandToViewport
      onItemClick={({ detail }) =>
        answer({ callbackId: operation.callbackId ?? '', title, answer: detail.id as CallbackAnswer })
      }
    >
      {isSmall ? undefined : 'Answer'}
    </ButtonDropdown>
  );
}
