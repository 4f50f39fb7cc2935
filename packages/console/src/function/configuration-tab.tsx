// The settings of `$LATEST`.

import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { FunctionConfiguration } from '../api/functions.ts';
import { settingDuration } from '../format/duration.ts';

export function ConfigurationTab({ configuration }: { configuration: FunctionConfiguration }) {
  const { MemorySize, Timeout, Handler, Runtime, Role, State } = configuration;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">General configuration</Header>}>
        <KeyValuePairs
          columns={3}
          minColumnWidth={220}
          items={[
            { label: 'Memory', value: MemorySize === undefined ? '-' : `${MemorySize} MB` },
            {
              label: 'Timeout of an invocation',
              value: Timeout === undefined ? '-' : settingDuration(Timeout),
            },
            { label: 'State', value: State ?? '-' },
            { label: 'Handler', value: Handler ?? '-' },
            { label: 'Runtime', value: Runtime ?? '-' },
            { label: 'Role', value: <span className="breaks">{Role ?? '-'}</span> },
          ]}
        />
      </Container>
      <Variables variables={configuration.Environment?.Variables ?? {}} />
    </SpaceBetween>
  );
}

function Variables({ variables }: { variables: Record<string, string> }) {
  return (
    <Table
      header={<Header variant="h2">Environment variables</Header>}
      items={Object.entries(variables)}
      ariaLabels={{ tableLabel: 'Environment variables' }}
      columnDefinitions={[
        { id: 'key', header: 'Key', cell: ([key]) => key, isRowHeader: true },
        { id: 'value', header: 'Value', cell: ([, value]) => <span className="breaks">{value}</span> },
      ]}
      empty="The function is given none of its own."
    />
  );
}
