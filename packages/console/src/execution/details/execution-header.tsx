// The execution's name, and what can be done with it.

import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { parseExecutionArn } from '@perdure/protocol';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { paths } from '../../app/paths.ts';
import { keepDraft } from '../../function/test-draft.ts';
import { Freshness } from '../../parts/freshness.tsx';
import { useShownExecution } from '../execution-context.ts';
import type { ExecutionHistory } from '../execution-history.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { PauseDialog } from './pause-dialog.tsx';
import { StopExecutionDialog } from './stop-execution-dialog.tsx';

type Dialog = 'stop' | 'pause' | 'resume' | 'delete';

export function ExecutionHeader({ history }: { history: ExecutionHistory }) {
  const { arn, execution, isClosed } = useShownExecution();
  const [dialog, setDialog] = useState<Dialog>();
  const startAgain = useStartAgain();
  const isPaused = execution.Status === 'PAUSED' || execution.Status === 'PAUSING';
  const close = (): void => setDialog(undefined);
  return (
    <>
      <Header
        variant="h1"
        actions={
          <SpaceBetween direction="horizontal" size="xs" alignItems="center">
            {!isClosed && (
              <Freshness state={history.live} fetchedAt={history.fetchedAt} onRefresh={history.refresh} />
            )}
            <ButtonDropdown
              items={[
                { id: 'again', text: 'Start again with this input' },
                { id: 'pause', text: 'Pause', disabled: isClosed || isPaused },
                { id: 'resume', text: 'Resume', disabled: !isPaused },
                { id: 'delete', text: 'Delete', disabled: !isClosed },
              ]}
              onItemClick={({ detail }) => {
                if (detail.id === 'again') startAgain();
                else setDialog(detail.id as Dialog);
              }}
            >
              Actions
            </ButtonDropdown>
            <Button disabled={isClosed} onClick={() => setDialog('stop')}>
              Stop
            </Button>
          </SpaceBetween>
        }
      >
        <span className="breaks">
          {execution.DurableExecutionName}
          <span className="secondary">/{arn.slice(arn.lastIndexOf('/') + 1)}</span>
        </span>
      </Header>
      {dialog === 'stop' && <StopExecutionDialog onClose={close} />}
      {(dialog === 'pause' || dialog === 'resume') && <PauseDialog verb={dialog} onClose={close} />}
      {dialog === 'delete' && <DeleteDialog onClose={close} />}
    </>
  );
}

/** Opens the function's test with the input of this execution, to be looked at and changed before it runs. */
function useStartAgain(): () => void {
  const { arn, execution } = useShownExecution();
  const navigate = useNavigate();
  return () => {
    const functionName = parseExecutionArn(arn)?.functionName ?? '';
    keepDraft(functionName, {
      payload: execution.InputPayload ?? '{}',
      qualifier: execution.Version ?? '$LATEST',
    });
    void navigate(paths.function(functionName, 'test'));
  };
}
