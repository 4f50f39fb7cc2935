// A sign for each kind of operation, drawn here because the design system has none for them.

import type { OperationKind, OperationView } from '../view/execution-view.ts';

const drawings: Readonly<Record<OperationKind, string>> = {
  STEP: 'M3 3h10v10H3z',
  WAIT: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.5V8l2.5 1.8',
  CALLBACK: 'M2.5 4h11v7h-6l-3 2.5V11h-2z',
  CONTEXT: 'M2.5 4.5h4l1.5 1.5h5.5v6.5h-11z',
  CHAINED_INVOKE:
    'M6.5 9.5 9.5 6.5M7 5l1.6-1.6a2.6 2.6 0 0 1 3.8 3.8L10.8 9M9 11l-1.6 1.6a2.6 2.6 0 0 1-3.8-3.8L5.2 7',
};

const kindNames: Readonly<Record<OperationKind, string>> = {
  STEP: 'Step',
  WAIT: 'Wait',
  CALLBACK: 'Callback',
  CONTEXT: 'Context',
  CHAINED_INVOKE: 'Chained invoke',
};

/** `WaitForCallback`, or what the kind is called where an SDK gave no subtype. */
export const subTypeOf = ({ subType, kind }: OperationView): string =>
  subType ?? kindNames[kind].replace(' ', '');

export function KindIcon({ kind }: { kind: OperationKind }) {
  return (
    <svg className="kind-icon" viewBox="0 0 16 16" role="img" aria-label={kindNames[kind]}>
      <path d={drawings[kind]} />
    </svg>
  );
}
