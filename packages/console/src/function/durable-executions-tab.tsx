// What the Lambda console shows under this name: how long executions may take and are kept, and the list of them.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { DurableConfig } from '@perdure/protocol';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { FunctionConfiguration } from '../api/functions.ts';
import { readFilter, writeFilter } from '../executions/execution-filter.ts';
import { useQualifiers } from '../executions/executions-page.tsx';
import { ExecutionsTable } from '../executions/executions-table.tsx';
import { settingDuration } from '../format/duration.ts';
import { DurableConfigDialog } from './durable-config-dialog.tsx';

interface DurableExecutionsTabProps {
  configuration: FunctionConfiguration;
  config: DurableConfig;
}

const SECONDS_PER_DAY = 86_400;

export function DurableExecutionsTab({ configuration, config }: DurableExecutionsTabProps) {
  const { FunctionName } = configuration;
  const [isEditing, setIsEditing] = useState(false);
  const [parameters, setParameters] = useSearchParams();
  const { functionName: _, ...asked } = readFilter(parameters);
  const qualifiers = useQualifiers(FunctionName);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" actions={<Button onClick={() => setIsEditing(true)}>Edit</Button>}>
            Durable configuration
          </Header>
        }
      >
        <KeyValuePairs
          columns={3}
          minColumnWidth={220}
          items={[
            { label: 'Execution timeout', value: settingDuration(config.ExecutionTimeout) },
            {
              label: 'Retention period',
              value: settingDuration(config.RetentionPeriodInDays * SECONDS_PER_DAY),
            },
            {
              label: 'Applies to',
              value: <Box>Executions that $LATEST starts from now on; versions keep their own.</Box>,
            },
          ]}
        />
      </Container>
      <ExecutionsTable
        title="Durable executions"
        description="Executions of this function, of all its versions and aliases."
        filter={{ ...asked, functionName: FunctionName }}
        onFilter={({ functionName: _, ...changed }) =>
          setParameters(writeFilter(changed, new URLSearchParams({ tab: 'executions' })), { replace: true })
        }
        qualifiers={qualifiers}
      />
      {isEditing && (
        <DurableConfigDialog
          functionName={FunctionName}
          config={config}
          onClose={() => setIsEditing(false)}
        />
      )}
    </SpaceBetween>
  );
}
