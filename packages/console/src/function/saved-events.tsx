// Events of a function that were saved under a name, in this browser.

import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';

interface SavedEventsProps {
  functionName: string;
  payload: string;
  /** The event is not JSON, as its editor says; such a one is not saved. */
  isBad: boolean;
  onChoose(payload: string): void;
}

type Events = Record<string, string>;
const keyOf = (functionName: string): string => `perdure.events.${functionName}`;

function read(functionName: string): Events {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(functionName)) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Events) : {};
  } catch {
    return {};
  }
}

export function SavedEvents({ functionName, payload, isBad, onChoose }: SavedEventsProps) {
  const [events, setEvents] = useState(() => read(functionName));
  const [name, setName] = useState('');
  const keep = (next: Events): void => {
    localStorage.setItem(keyOf(functionName), JSON.stringify(next));
    setEvents(next);
  };
  const names = Object.keys(events).sort();
  return (
    <SpaceBetween direction="horizontal" size="m" alignItems="end">
      <FormField label="Saved event">
        <Select
          selectedOption={name in events ? { value: name } : null}
          options={names.map((value) => ({ value }))}
          placeholder={names.length === 0 ? 'None saved yet' : 'Choose one'}
          disabled={names.length === 0}
          onChange={({ detail }) => {
            const chosen = detail.selectedOption.value ?? '';
            setName(chosen);
            onChoose(events[chosen] ?? '{}');
          }}
        />
      </FormField>
      <FormField label="Event name">
        <Input value={name} onChange={({ detail }) => setName(detail.value)} placeholder="my-event" />
      </FormField>
      <Button
        disabled={name.trim() === '' || isBad}
        onClick={() => keep({ ...events, [name.trim()]: payload })}
      >
        Save
      </Button>
      <Button
        disabled={!(name in events)}
        onClick={() => {
          const { [name]: _, ...rest } = events;
          keep(rest);
          setName('');
        }}
      >
        Delete
      </Button>
    </SpaceBetween>
  );
}
