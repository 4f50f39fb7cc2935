// The server, and how this browser shows it.

import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import Tiles from '@cloudscape-design/components/tiles';
import { useQuery } from '@tanstack/react-query';
import type { ServerDescription } from '../api/perdure.ts';
import { serverQuery } from '../api/queries.ts';
import type { Colours } from '../app/kept-preferences.ts';
import { usePage } from '../app/page-frame.tsx';
import { paths } from '../app/paths.ts';
import { usePreferences } from '../app/preferences.tsx';
import { LOCAL_ZONE, localTimeZone } from '../format/moment.ts';
import { grouped } from '../format/number.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { useNow } from '../parts/now.ts';
import { Ago, Moment } from '../parts/times.tsx';
import { Workers } from './workers.tsx';

const MILLIS_PER_SECOND = 1000;

export function SettingsPage() {
  usePage({ text: 'Settings', path: paths.settings });
  const server = useQuery(serverQuery);
  return (
    <SpaceBetween size="l">
      <Header variant="h1">Settings</Header>
      <Appearance />
      {server.data === undefined ? (
        server.error === null ? (
          <Spinner />
        ) : (
          <ErrorState
            error={server.error}
            what="The server's description"
            onRetry={() => void server.refetch()}
          />
        )
      ) : (
        <Server server={server.data} />
      )}
    </SpaceBetween>
  );
}

function Appearance() {
  const { colours, timeZone, change } = usePreferences();
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
  const local = { value: LOCAL_ZONE, label: `This computer's: ${localTimeZone()}` };
  return (
    <Container
      header={
        <Header variant="h2" description="Kept in this browser">
          Appearance
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FormField label="Colours" stretch>
          <Tiles
            value={colours}
            onChange={({ detail }) => change({ colours: detail.value as Colours })}
            items={[
              { value: 'system', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
        </FormField>
        <FormField
          label="Time zone"
          description={
            <>
              Now it is <Clock />
            </>
          }
        >
          <Select
            selectedOption={timeZone === LOCAL_ZONE ? local : { value: timeZone }}
            options={[local, ...zones.map((value) => ({ value }))]}
            filteringType="auto"
            virtualScroll
            onChange={({ detail }) => change({ timeZone: detail.selectedOption.value ?? LOCAL_ZONE })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

const Clock = () => <Moment millis={useNow()} />;

function Server({ server }: { server: ServerDescription }) {
  const { Version, Realm, Store, Identity, StartTimestamp, Limits } = server;
  const startedAt = StartTimestamp * MILLIS_PER_SECOND;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Server</Header>}>
        <KeyValuePairs
          columns={3}
          minColumnWidth={220}
          items={[
            { label: 'Version', value: Version },
            { label: 'Store', value: Store },
            {
              label: 'Started',
              value: (
                <>
                  <Moment millis={startedAt} />, <Ago millis={startedAt} />
                </>
              ),
            },
            { label: 'Region', value: `${Realm.Region} (partition ${Realm.Partition})` },
            { label: 'Account', value: Realm.Account },
            { label: 'You are', value: <span className="breaks">{Identity.Arn}</span> },
          ]}
        />
      </Container>
      <Workers />
      <Table
        header={
          <Header variant="h2" description="What this server accepts at most">
            Limits
          </Header>
        }
        items={Object.entries(Limits)}
        ariaLabels={{ tableLabel: 'Limits' }}
        columnDefinitions={[
          { id: 'name', header: 'Limit', cell: ([name]) => inWords(name), isRowHeader: true },
          {
            id: 'value',
            header: 'Value',
            cell: ([, value]) => <span className="figures">{value === undefined ? '' : grouped(value)}</span>,
          },
        ]}
      />
    </SpaceBetween>
  );
}

/** `executionNameCharsMax` as `Execution name chars max`. */
function inWords(name: string): string {
  const words = name.replace(/([A-Z])/g, (capital) => ` ${capital.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
