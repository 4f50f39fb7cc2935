// Every event of the execution in order, with filters; each row unfolds to what the event holds.

import Button from '@cloudscape-design/components/button';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useMemo, useState } from 'react';
import { counted } from '../../format/duration.ts';
import { useShownExecution } from '../execution-context.ts';
import { WithDetails } from '../tree/operations.tsx';
import type { EventLine } from '../view/execution-view.ts';
import { EventTable } from './event-table.tsx';
import { ExportButton } from './export-button.tsx';

export function EventHistory() {
  const { view } = useShownExecution();
  const [text, setText] = useState('');
  const [types, setTypes] = useState<readonly string[]>([]);
  const [newestFirst, setNewestFirst] = useState(false);
  const lines = useMemo(
    () => chosenLines(view.events, { text, types, newestFirst }),
    [view, text, types, newestFirst],
  );
  return (
    <WithDetails>
      <SpaceBetween size="s">
        <div className="tree-tools">
          <div className="tree-search">
            <TextFilter
              filteringText={text}
              onChange={({ detail }) => setText(detail.filteringText)}
              filteringPlaceholder="Find events"
              filteringAriaLabel="Find events by type, name, operation id or number"
              countText={text === '' && types.length === 0 ? '' : counted(lines.length, 'event')}
            />
          </div>
          <SpaceBetween direction="horizontal" size="xs">
            <Multiselect
              selectedOptions={types.map((value) => ({ value }))}
              options={[...new Set(view.events.map(({ type }) => type))].sort().map((value) => ({ value }))}
              onChange={({ detail }) => setTypes(detail.selectedOptions.map(({ value = '' }) => value))}
              placeholder="All event types"
              ariaLabel="Event types"
              hideTokens
              expandToViewport
            />
            <Button onClick={() => setNewestFirst(!newestFirst)}>
              {newestFirst ? 'Oldest first' : 'Newest first'}
            </Button>
            <ExportButton />
          </SpaceBetween>
        </div>
        <EventTable lines={lines} />
      </SpaceBetween>
    </WithDetails>
  );
}

interface Choice {
  text: string;
  types: readonly string[];
  newestFirst: boolean;
}

function chosenLines(
  events: readonly EventLine[],
  { text, types, newestFirst }: Choice,
): readonly EventLine[] {
  const wanted = text.trim().toLowerCase();
  const chosen = events.filter(
    ({ eventId, type, name = '', operationId = '' }) =>
      (types.length === 0 || types.includes(type)) &&
      (wanted === '' ||
        String(eventId) === wanted ||
        [type, name, operationId].some((part) => part.toLowerCase().includes(wanted))),
  );
  return newestFirst ? chosen.toReversed() : chosen;
}
