// An execution's page as it is seen first, on the tabs with its operations.

import { parseExecutionArn } from '@perdure/protocol';
import type { QueryClient } from '@tanstack/react-query';
import type { ExecutionDetails } from '../api/executions.ts';
import { executionQuery } from '../api/queries.ts';
import { paths } from '../app/paths.ts';
import { counted, passedDuration, settingDuration, shortDuration } from '../format/duration.ts';
import { fullMoment, type TimeZone, timeOfDay } from '../format/moment.ts';
import { isClosed } from '../parts/closed.ts';
import { errorTitle } from '../parts/error-title.ts';
import { signedExecutionStatus, signedOperationStatus, toneOf, toneOfSign } from '../parts/status-words.ts';
import { type Block, type Cell, plain, rowsInSight, type Sketch, type SketchTree } from '../sketch/sketch.ts';
import { historyQuery } from './execution-history.ts';
import { executionTabAt, executionTabs } from './execution-tabs.ts';
import { subTypeOf } from './tree/kind-icon.tsx';
import {
  operationHeadings,
  operationNameWidth,
  operationWidths,
  timelineNameWidth,
} from './tree/operation-columns.ts';
import { beginsExpanded, type Row, rowsOf } from './tree/rows.ts';
import {
  callbacksShownMax,
  callbackTitle,
  type ExecutionView,
  failingInvocations,
  failingTitle,
  isOpen,
  isOpenCallback,
  retriesOf,
} from './view/execution-view.ts';
import { foldHistory } from './view/fold-history.ts';

const MILLIS_PER_SECOND = 1000;

export function executionSketch(
  client: QueryClient,
  arn: string,
  parameters: URLSearchParams,
  zone: TimeZone,
): Sketch | undefined {
  const execution = client.getQueryData(executionQuery(arn).queryKey);
  const history = client.getQueryData(historyQuery(client, arn).queryKey);
  if (execution === undefined || history === undefined) return undefined;
  const view = foldHistory(history.events);
  const tab = executionTabAt(parameters);
  if (tab !== 'operations' && tab !== 'timeline') return undefined;
  const { functionName = '' } = parseExecutionArn(arn) ?? {};
  const tabs = executionTabs(view, history.isWhole);
  return {
    section: 'functions',
    crumbs: ['Functions', functionName, execution.DurableExecutionName],
    blocks: [
      {
        kind: 'title',
        text: execution.DurableExecutionName,
        rest: `/${arn.slice(arn.lastIndexOf('/') + 1)}`,
      },
      ...noticesOf(execution, view),
      detailsOf(arn, execution, view, zone),
      {
        kind: 'tabs',
        labels: tabs.map(({ label }) => label),
        active: tabs.find(({ id }) => id === tab)?.label ?? '',
      },
      { kind: 'tools', isOfTimeline: tab === 'timeline' },
      treeOf(execution, view, tab === 'timeline', zone),
    ],
  };
}

/** What somebody has to do stands above the details. */
function noticesOf({ Status }: ExecutionDetails, view: ExecutionView): Block[] {
  if (isClosed(Status)) return [];
  const notices: Block[] = [];
  const failing = failingInvocations(view).length;
  if (failing > 0) notices.push({ kind: 'notice', title: failingTitle(failing), lines: [] });
  const open = [...view.operations.values()].filter(isOpenCallback);
  const lines = open.slice(0, callbacksShownMax).map((callback) => callbackTitle(callback, view));
  if (open.length > 0)
    notices.push({ kind: 'notice', title: `Waits for ${counted(open.length, 'callback')}`, lines });
  return notices;
}

/** The columns of the details, as the page has them. */
function detailsOf(arn: string, execution: ExecutionDetails, view: ExecutionView, zone: TimeZone): Block {
  const { Status, Version = '-', DurableExecutionName, DurableConfig, TraceHeader } = execution;
  const [sign, status] = signedExecutionStatus(Status);
  const from = execution.StartTimestamp * MILLIS_PER_SECOND;
  const to = endOf(execution);
  const { functionName = '' } = parseExecutionArn(arn) ?? {};
  return {
    kind: 'panel',
    tabs: ['Details', 'Input/Output'],
    failure: execution.Error && errorTitle(execution.Error),
    columns: [
      [
        ['Status', { text: status, tone: toneOfSign(sign) }],
        ['Start', plain(fullMoment(from, zone))],
        ['End', plain(to === undefined ? '-' : fullMoment(to, zone))],
        ['Duration', plain(spanOf(from, isClosed(Status) ? (to ?? view.endedAt) : undefined))],
      ],
      [
        ['Execution name', copyable(DurableExecutionName)],
        ['Invocation ID', copyable(view.invocations.at(-1)?.requestId ?? '-')],
        ['Execution ARN', copyable(arn)],
      ],
      [
        ['Function', { text: functionName, href: paths.function(functionName) }],
        ['Version', plain(Version)],
        [
          'Execution timeout',
          plain(DurableConfig === undefined ? '-' : settingDuration(DurableConfig.ExecutionTimeout)),
        ],
        ['Trace', plain(TraceHeader?.XAmznTraceId ?? '-')],
      ],
    ],
  };
}

const copyable = (text: string): Cell => ({ text, look: 'copyable' });

const endOf = ({ EndTimestamp }: ExecutionDetails): number | undefined =>
  EndTimestamp === undefined ? undefined : EndTimestamp * MILLIS_PER_SECOND;

const spanOf = (from: number, to: number | undefined): string =>
  to === undefined ? passedDuration(Date.now() - from) : shortDuration(to - from);

function treeOf(
  execution: ExecutionDetails,
  view: ExecutionView,
  isTimeline: boolean,
  zone: TimeZone,
): SketchTree {
  const hasEnded = isClosed(execution.Status);
  const closedAt = view.endedAt ?? endOf(execution);
  const shown = { hasEnded, closedAt, until: closedAt ?? Date.now(), view, zone };
  const unfolds = beginsExpanded(view.operations.size);
  const rows = rowsOf(view.roots, { isExpanded: () => unfolds, text: '' }).slice(0, rowsInSight());
  const cells = isTimeline ? timelineCells : operationCells;
  return {
    kind: 'tree',
    isTimeline,
    tracks: isTimeline
      ? `${timelineNameWidth} 1fr`
      : [operationNameWidth, ...Object.values(operationWidths)].join(' '),
    headings: ['Name', ...(isTimeline ? [''] : Object.values(operationHeadings))],
    rows: rows.map((row) => cells(row, shown)),
  };
}

interface Shown {
  hasEnded: boolean;
  closedAt: number | undefined;
  /** Where the picture of the whole ends. */
  until: number;
  view: ExecutionView;
  zone: TimeZone;
}

/** What it is drawn on is the page's to know, since idle times may be shortened. */
const timelineCells = ({ title, depth }: Row): Cell[] => [{ text: title, depth }, plain('')];

function operationCells({ operation, title, depth }: Row, shown: Shown): Cell[] {
  const { hasEnded, closedAt, until, view, zone } = shown;
  const isLeftOpen = hasEnded && isOpen(operation);
  const [sign, status] = signedOperationStatus(operation.status, isLeftOpen);
  const span = Math.max(1, until - view.startedAt);
  const share = (at: number): number => Math.min(1, Math.max(0, (at - view.startedAt) / span));
  return [
    { text: title, depth },
    { text: status, tone: toneOfSign(sign) },
    plain(subTypeOf(operation)),
    {
      text: '',
      tone: toneOf(operation.status, isLeftOpen),
      bar: [share(operation.startedAt), share(operation.endedAt ?? until)],
    },
    plain(timeOfDay(operation.startedAt, zone)),
    plain(operation.endedAt === undefined ? '-' : timeOfDay(operation.endedAt, zone)),
    plain(spanOf(operation.startedAt, operation.endedAt ?? closedAt)),
    plain(String(retriesOf(operation) || '-')),
  ];
}
