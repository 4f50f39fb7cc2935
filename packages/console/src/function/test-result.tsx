// What came of a test.

import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Invoked } from '../api/functions.ts';
import { href, paths } from '../app/paths.ts';
import { Payload } from '../parts/payload.tsx';

interface TestResultProps {
  invoked: Invoked;
  waited: boolean;
}

export function TestResult({ invoked, waited }: TestResultProps) {
  const { executionArn, payload, functionError, logTail } = invoked;
  const failed = functionError !== undefined;
  return (
    <Container header={<Header variant="h2">Result</Header>}>
      <SpaceBetween size="m">
        <Alert
          type={failed ? 'error' : 'success'}
          header={failed ? 'The function failed' : waited ? 'The function succeeded' : 'It is started'}
        >
          {executionArn === undefined ? (
            'Its answer stands below.'
          ) : (
            <>
              Durable execution: <Link href={href(paths.execution(executionArn))}>{executionArn}</Link>
            </>
          )}
        </Alert>
        {waited && <Payload title="Result" text={payload} />}
        {logTail !== undefined && logTail !== '' && <Payload title="Log" text={logTail} />}
      </SpaceBetween>
    </Container>
  );
}
