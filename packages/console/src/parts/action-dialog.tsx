// A dialog that does one thing: explains it, asks what is needed, and stays open with what was typed when it fails.

import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { failureText } from './error-state.tsx';

interface ActionDialogProps {
  title: string;
  /** What the button says. */
  verb: string;
  isRunning: boolean;
  isDisabled?: boolean;
  error: unknown;
  onConfirm(): void;
  onClose(): void;
  children: ReactNode;
}

export function ActionDialog(props: ActionDialogProps) {
  const { title, verb, isRunning, isDisabled = false, error, onConfirm, onClose, children } = props;
  return (
    <Modal
      visible
      header={title}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={isRunning} disabled={isDisabled} onClick={onConfirm}>
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {error !== null && error !== undefined && <Alert type="error">{failureText(error)}</Alert>}
        {children}
      </SpaceBetween>
    </Modal>
  );
}
