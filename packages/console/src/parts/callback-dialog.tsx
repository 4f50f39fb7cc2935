// Answers a callback: with a result, with a failure, or with word that the work goes on.

import Box from '@cloudscape-design/components/box';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { failCallback, heartbeatCallback, succeedCallback } from '../api/executions.ts';
import { useNotices } from '../app/notices.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { JsonEditor, jsonEditorProblem } from './json-editor.tsx';
import { errorOf, ReasonFields } from './reason-fields.tsx';

export type CallbackAnswer = 'success' | 'failure' | 'heartbeat';

/** As the Actions menu of the Lambda console has them. */
export const callbackAnswers: readonly { id: CallbackAnswer; text: string }[] = [
  { id: 'success', text: 'Send success' },
  { id: 'failure', text: 'Send failure' },
  { id: 'heartbeat', text: 'Send heartbeat' },
];

const titles: Readonly<Record<CallbackAnswer, string>> = {
  success: 'Send callback success',
  failure: 'Send callback failure',
  heartbeat: 'Send callback heartbeat',
};

interface CallbackDialogProps {
  callbackId: string;
  /** What waits, as the user knows it. */
  title: string;
  answer: CallbackAnswer;
  onClose(): void;
  onAnswered(): void;
}

export function CallbackDialog({ callbackId, title, answer, onClose, onAnswered }: CallbackDialogProps) {
  const [result, setResult] = useState('');
  const [reason, setReason] = useState({ type: '', message: '' });
  const { tell } = useNotices();
  const sending = useMutation({
    mutationFn: () => {
      if (answer === 'success') return succeedCallback(callbackId, result.trim());
      return answer === 'failure' ? failCallback(callbackId, errorOf(reason)) : heartbeatCallback(callbackId);
    },
    onSuccess() {
      tell({
        kind: 'success',
        text: answer === 'heartbeat' ? `${title} has had a heartbeat.` : `${title} is answered.`,
      });
      onAnswered();
      onClose();
    },
  });
  return (
    <ActionDialog
      title={titles[answer]}
      verb="Send"
      isRunning={sending.isPending}
      isDisabled={answer === 'success' && jsonEditorProblem(result, true) !== undefined}
      error={sending.error}
      onConfirm={() => sending.mutate()}
      onClose={onClose}
    >
      <Box>
        To <b className="breaks">{title}</b>. {explanations[answer]}
      </Box>
      {answer === 'success' && (
        <JsonEditor
          label="Result"
          value={result}
          onChange={setResult}
          mayBeEmpty
          description="JSON; empty for no result"
        />
      )}
      {answer === 'failure' && <ReasonFields reason={reason} onChange={setReason} />}
    </ActionDialog>
  );
}

const explanations: Readonly<Record<CallbackAnswer, string>> = {
  success: 'The function goes on with this result. The first answer counts.',
  failure: 'The function gets this as an error. The first answer counts.',
  heartbeat: 'The work behind it goes on: the time until its heartbeat timeout begins anew.',
};
