// What the execution's invocations printed, each line with the operation that printed it where that is known.

import { LogView } from '../../logs/log-view.tsx';
import { useShownExecution } from '../execution-context.ts';
import { WithDetails } from '../tree/operations.tsx';
import { OperationLink } from './operation-details.tsx';

export function ExecutionLogs() {
  const { arn, view, isClosed } = useShownExecution();
  return (
    <WithDetails>
      <LogView
        scope={{ executionArn: arn }}
        follows={!isClosed}
        origin={({ OperationId, OperationName, Attempt }) => {
          const operation = OperationId === undefined ? undefined : view.operations.get(OperationId);
          if (operation === undefined) return OperationName ?? '';
          return (
            <>
              <OperationLink operation={operation} />
              {Attempt === undefined || Attempt <= 1 ? '' : ` #${Attempt}`}
            </>
          );
        }}
      />
    </WithDetails>
  );
}
