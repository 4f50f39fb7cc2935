// The search above a list of executions: by attributes or keyword, and by the time of the start.

import DateRangePicker, { type DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';
import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { type ExecutionStatus, executionStatuses } from '@perdure/protocol';
import { usePreferences } from '../app/preferences.tsx';
import { offsetMinutesAt } from '../format/moment.ts';
import { executionStatusText } from '../parts/status-words.ts';
import type { ExecutionFilter, StartRange, TimeUnit } from './execution-filter.ts';

interface FilterBarProps {
  filter: ExecutionFilter;
  onChange(filter: ExecutionFilter): void;
  /** Absent where the list is that of one function. */
  functionNames?: readonly string[];
  /** Versions and aliases to choose from; needs a function. */
  qualifiers?: readonly string[];
}

/** Statuses that a list can hold for more than a moment. */
const shownStatuses = executionStatuses.filter((status) => status !== 'PAUSING' && status !== 'DELETING');

export function FilterBar({ filter, onChange, functionNames, qualifiers }: FilterBarProps) {
  return (
    <div className="filter-bar">
      <PropertyFilter
        query={{ operation: 'and', tokens: tokensOf(filter, functionNames !== undefined) }}
        onChange={({ detail }) => onChange(filterOf(detail.tokens, filter))}
        filteringProperties={propertiesOf(functionNames !== undefined)}
        filteringOptions={[
          ...shownStatuses.map((status) => ({
            propertyKey: 'status',
            value: status,
            label: executionStatusText(status),
          })),
          ...(functionNames ?? []).map((value) => ({ propertyKey: 'function', value })),
          ...(qualifiers ?? []).map((value) => ({ propertyKey: 'version', value })),
          { propertyKey: 'waiting', value: 'callback', label: 'for a callback' },
          { propertyKey: 'waiting', value: 'retry', label: 'for a retry' },
        ]}
        filteringPlaceholder="Search by attributes or keyword"
        filteringAriaLabel="Search executions"
        hideOperations
        expandToViewport
        enableTokenGroups={false}
      />
      <StartRangePicker range={filter.started} onChange={(started) => onChange(withRange(filter, started))} />
    </div>
  );
}

function withRange(
  { started: _, ...rest }: ExecutionFilter,
  started: StartRange | undefined,
): ExecutionFilter {
  return started === undefined ? rest : { ...rest, started };
}

function propertiesOf(hasFunctions: boolean): PropertyFilterProps.FilteringProperty[] {
  const property = (
    key: string,
    propertyLabel: string,
    operators: PropertyFilterProps.FilteringProperty['operators'],
  ) => ({
    key,
    propertyLabel,
    groupValuesLabel: `${propertyLabel}: values`,
    ...(operators === undefined ? {} : { operators }),
  });
  return [
    property('status', 'Status', [
      { operator: '=', tokenType: 'enum', format: (value) => statusList(value) },
    ]),
    property('name', 'Execution name', ['^']),
    ...(hasFunctions ? [property('function', 'Function', ['='])] : []),
    property('version', 'Version or alias', ['=']),
    property('error', 'Error', [':']),
    property('waiting', 'Waiting', ['=']),
    property('waiting-minutes', 'Waiting minutes', ['>=']),
  ];
}

const statusList = (value: unknown): string =>
  (Array.isArray(value) ? value : [value])
    .map((one) => executionStatusText(one as ExecutionStatus))
    .join(', ');

function tokensOf(filter: ExecutionFilter, hasFunctions: boolean): PropertyFilterProps.Token[] {
  const tokens: PropertyFilterProps.Token[] = [];
  const add = (propertyKey: string, operator: string, value: unknown): void => {
    if (value !== undefined) tokens.push({ propertyKey, operator, value });
  };
  add('status', '=', filter.statuses.length === 0 ? undefined : [...filter.statuses]);
  add('name', '^', filter.name);
  add('function', '=', hasFunctions ? filter.functionName : undefined);
  add('version', '=', filter.qualifier);
  add('error', ':', filter.errorText);
  add('waiting', '=', filter.waiting);
  add('waiting-minutes', '>=', filter.waitingMinutes?.toString());
  return tokens;
}

/** What the tokens say; of several for one attribute the last one counts. A keyword is looked for in the names. */
function filterOf(tokens: readonly PropertyFilterProps.Token[], before: ExecutionFilter): ExecutionFilter {
  const filter: { -readonly [Member in keyof ExecutionFilter]: ExecutionFilter[Member] } = {
    statuses: [],
    oldestFirst: before.oldestFirst,
    ...(before.started === undefined ? {} : { started: before.started }),
  };
  for (const { propertyKey = 'name', value } of tokens) {
    const text = String(value).trim();
    if (propertyKey === 'status') {
      const wanted: unknown[] = Array.isArray(value) ? value : [value];
      filter.statuses = executionStatuses.filter((status) => wanted.includes(status));
    } else if (propertyKey === 'name') filter.name = text;
    else if (propertyKey === 'function') filter.functionName = text;
    else if (propertyKey === 'version') filter.qualifier = text;
    else if (propertyKey === 'error') filter.errorText = text;
    else if (propertyKey === 'waiting') filter.waiting = text === 'retry' ? 'retry' : 'callback';
    else if (Number(text) > 0) filter.waitingMinutes = Number(text);
  }
  return filter;
}

const TODAY = 'today';
const relativeOptions: DateRangePickerProps.RelativeOption[] = [
  { key: '1-hour', amount: 1, unit: 'hour', type: 'relative' },
  { key: TODAY, amount: 0, unit: 'day', type: 'relative' },
  { key: '24-hours', amount: 24, unit: 'hour', type: 'relative' },
  { key: '7-days', amount: 7, unit: 'day', type: 'relative' },
];

interface StartRangePickerProps {
  range: StartRange | undefined;
  onChange(range: StartRange | undefined): void;
}

function StartRangePicker({ range, onChange }: StartRangePickerProps) {
  const { timeZone: zone } = usePreferences();
  return (
    <DateRangePicker
      value={pickerValue(range)}
      onChange={({ detail }) => onChange(rangeOf(detail.value))}
      relativeOptions={relativeOptions}
      isValidRange={(value) =>
        value?.type === 'absolute' && value.startDate >= value.endDate
          ? { valid: false, errorMessage: 'The range ends before it begins.' }
          : { valid: true }
      }
      placeholder="Started at any time"
      expandToViewport
      getTimeOffset={(date) => offsetMinutesAt(date.getTime(), zone)}
      hideTimeOffset
      i18nStrings={{
        ariaLabel: 'Time of the start',
        formatRelativeRange: ({ key, amount, unit }) =>
          key === TODAY ? 'Today' : `Last ${amount === 1 ? unit : `${amount} ${unit}s`}`,
      }}
    />
  );
}

function pickerValue(range: StartRange | undefined): DateRangePickerProps.Value | null {
  if (range === undefined) return null;
  if (range.kind === 'today') return { type: 'relative', key: TODAY, amount: 0, unit: 'day' };
  if (range.kind === 'last') return { type: 'relative', amount: range.amount, unit: range.unit };
  return { type: 'absolute', startDate: range.from, endDate: range.to };
}

const units: readonly TimeUnit[] = ['minute', 'hour', 'day'];
const DAYS_PER_WEEK = 7;

function rangeOf(value: DateRangePickerProps.Value | null): StartRange | undefined {
  if (value === null) return undefined;
  if (value.type === 'absolute') return { kind: 'between', from: value.startDate, to: value.endDate };
  if (value.key === TODAY) return { kind: 'today' };
  const unit = units.find((known) => known === value.unit);
  if (unit !== undefined) return { kind: 'last', amount: value.amount, unit };
  return { kind: 'last', amount: value.amount * DAYS_PER_WEEK, unit: 'day' };
}
