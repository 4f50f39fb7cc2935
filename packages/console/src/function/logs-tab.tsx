// What the function printed, in all its versions and executions, while it is printed.

import Link from '@cloudscape-design/components/link';
import { parseExecutionArn } from '@perdure/protocol';
import { href, paths } from '../app/paths.ts';
import { LogView } from '../logs/log-view.tsx';

export function LogsTab({ functionName }: { functionName: string }) {
  return (
    <LogView
      scope={{ functionName }}
      follows
      origin={({ DurableExecutionArn, Version }) =>
        DurableExecutionArn === undefined ? (
          Version
        ) : (
          <Link href={href(paths.execution(DurableExecutionArn))} fontSize="body-s">
            {parseExecutionArn(DurableExecutionArn)?.executionName ?? DurableExecutionArn}
          </Link>
        )
      }
    />
  );
}
