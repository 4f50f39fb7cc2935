// Searches with a name: some that everybody needs, and those that the user has saved in this browser.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { anyExecution, type ExecutionFilter, readFilter, writeFilter } from './execution-filter.ts';

const MINUTES_PER_HOUR = 60;

const givenViews: Readonly<Record<string, ExecutionFilter>> = {
  'All executions': anyExecution,
  Running: { ...anyExecution, statuses: ['RUNNING'] },
  'Failed today': { ...anyExecution, statuses: ['FAILED', 'TIMED_OUT'], started: { kind: 'today' } },
  'Waiting for a callback over an hour': {
    ...anyExecution,
    waiting: 'callback',
    waitingMinutes: MINUTES_PER_HOUR,
  },
  Retrying: { ...anyExecution, waiting: 'retry' },
  'Stopped in the last 24 hours': {
    ...anyExecution,
    statuses: ['STOPPED'],
    started: { kind: 'last', amount: 24, unit: 'hour' },
  },
};

const KEY = 'perdure.views';
type SavedView = [name: string, address: string];

function readSaved(): SavedView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isSavedView) : [];
  } catch {
    return [];
  }
}

const isSavedView = (kept: unknown): kept is SavedView =>
  Array.isArray(kept) && kept.length === 2 && kept.every((part) => typeof part === 'string');

interface SavedViewsProps {
  filter: ExecutionFilter;
  onChoose(filter: ExecutionFilter): void;
}

export function SavedViews({ filter, onChoose }: SavedViewsProps) {
  const [saved, setSaved] = useState(readSaved);
  const [isSaving, setIsSaving] = useState(false);
  const address = writeFilter(filter).toString();
  const views: SavedView[] = [
    ...Object.entries(givenViews).map(([name, view]): SavedView => [name, writeFilter(view).toString()]),
    ...saved,
  ];
  const chosen = views.find(([, kept]) => kept === address)?.[0];
  const isOwn = saved.some(([name]) => name === chosen);
  const keep = (next: SavedView[]): void => {
    localStorage.setItem(KEY, JSON.stringify(next));
    setSaved(next);
  };
  return (
    <>
      <ButtonDropdown
        items={itemsOf(saved, chosen, isOwn)}
        onItemClick={({ detail }) => {
          if (detail.id === SAVE) setIsSaving(true);
          else if (detail.id === FORGET) keep(saved.filter(([name]) => name !== chosen));
          else {
            const kept = views.find(([name]) => name === detail.id)?.[1] ?? '';
            onChoose(readFilter(new URLSearchParams(kept)));
          }
        }}
      >
        {chosen === undefined ? 'Saved views' : `View: ${chosen}`}
      </ButtonDropdown>
      {isSaving && (
        <SaveDialog
          onClose={() => setIsSaving(false)}
          onSave={(name) => {
            keep([...saved.filter(([known]) => known !== name), [name, address]]);
            setIsSaving(false);
          }}
        />
      )}
    </>
  );
}

const SAVE = 'save this view';
const FORGET = 'forget this view';

function itemsOf(
  saved: readonly SavedView[],
  chosen: string | undefined,
  isOwn: boolean,
): ButtonDropdownProps.ItemOrGroup[] {
  const own = saved.map(([name]) => ({ id: name, text: name }));
  return [
    ...Object.keys(givenViews).map((name) => ({ id: name, text: name })),
    ...(own.length === 0 ? [] : [{ text: 'Saved in this browser', items: own }]),
    {
      text: 'This search',
      items: [
        { id: SAVE, text: 'Save as a view', disabled: chosen !== undefined },
        ...(isOwn ? [{ id: FORGET, text: `Forget “${chosen}”` }] : []),
      ],
    },
  ];
}

interface SaveDialogProps {
  onClose(): void;
  onSave(name: string): void;
}

function SaveDialog({ onClose, onSave }: SaveDialogProps) {
  const [name, setName] = useState('');
  const trimmed = name.trim();
  const isTaken = trimmed in givenViews;
  return (
    <Modal
      visible
      header="Save this search as a view"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" disabled={trimmed === '' || isTaken} onClick={() => onSave(trimmed)}>
              Save
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <FormField label="Name" errorText={isTaken ? 'A view that is always there has this name.' : undefined}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
    </Modal>
  );
}
