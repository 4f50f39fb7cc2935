// The columns of the tables of operations, beside that of the names: what stands above them, and their tracks of a CSS grid.

export type OperationColumn =
  | 'status'
  | 'subtype'
  | 'timeline'
  | 'start'
  | 'end'
  | 'duration'
  | 'retries'
  | 'actions';

export const operationHeadings: Readonly<Record<Exclude<OperationColumn, 'actions'>, string>> = {
  status: 'Status',
  subtype: 'SubType',
  timeline: 'Timeline',
  start: 'Start',
  end: 'End',
  duration: 'Duration',
  retries: 'Retries',
};

export const operationNameWidth = 'minmax(190px, 3fr)';

export const operationWidths: Readonly<Record<OperationColumn, string>> = {
  status: '112px',
  subtype: '126px',
  timeline: 'minmax(70px, 1fr)',
  start: '98px',
  end: '98px',
  duration: '76px',
  retries: '54px',
  actions: '32px',
};

export const timelineNameWidth = 'var(--timeline-names)';
