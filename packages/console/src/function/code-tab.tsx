// The code of `$LATEST`: its files to look at, and its hash.

import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FunctionConfiguration } from '../api/functions.ts';
import { byteCount } from '../format/payload.ts';
import { Copyable } from '../parts/copyable.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Payload } from '../parts/payload.tsx';
import { type CodeFile, readCode, textOf } from './code-files.ts';

export function CodeTab({ configuration }: { configuration: FunctionConfiguration }) {
  return (
    <SpaceBetween size="l">
      <Files configuration={configuration} />
      <Properties configuration={configuration} />
    </SpaceBetween>
  );
}

function Files({ configuration }: { configuration: FunctionConfiguration }) {
  const { FunctionName, CodeSha256 } = configuration;
  const [chosen, setChosen] = useState<string>();
  const code = useQuery({
    queryKey: ['code', FunctionName, CodeSha256],
    queryFn: ({ signal }) => readCode(FunctionName, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const files = code.data ?? [];
  const file =
    files.find(({ path }) => path === chosen) ?? files.find(isHandlerOf(configuration)) ?? files[0];
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${files.length})`}>
          Code source
        </Header>
      }
    >
      {code.error !== null ? (
        <ErrorState error={code.error} what="The code" onRetry={() => void code.refetch()} />
      ) : file === undefined ? (
        <Spinner />
      ) : (
        <div className="code-files">
          <SideNavigation
            activeHref={`#${file.path}`}
            items={files.map(({ path, bytes }) => ({
              type: 'link',
              text: path,
              href: `#${path}`,
              info: (
                <Box color="text-body-secondary" fontSize="body-s">
                  {byteCount(bytes.length)}
                </Box>
              ),
            }))}
            onFollow={(event) => {
              event.preventDefault();
              setChosen(event.detail.href.slice(1));
            }}
          />
          <FileContent key={file.path} file={file} />
        </div>
      )}
    </Container>
  );
}

/** Whether the handler `index.handler` is in the file. */
const isHandlerOf =
  ({ Handler = '' }: FunctionConfiguration) =>
  ({ path }: CodeFile): boolean =>
    path.startsWith(`${Handler.slice(0, Handler.lastIndexOf('.'))}.`);

function FileContent({ file }: { file: CodeFile }) {
  const text = textOf(file);
  if (text === undefined) return <Box color="text-body-secondary">This file is not text.</Box>;
  return <Payload title={file.path} text={text} />;
}

function Properties({ configuration }: { configuration: FunctionConfiguration }) {
  const { CodeSize, CodeSha256 = '', Handler, Runtime, PackageType, Architectures } = configuration;
  return (
    <Container header={<Header variant="h2">Code properties</Header>}>
      <KeyValuePairs
        columns={3}
        minColumnWidth={220}
        items={[
          {
            label: 'Package',
            value: `${PackageType ?? 'Zip'}, ${CodeSize === undefined ? '-' : byteCount(CodeSize)}`,
          },
          {
            label: 'SHA-256 hash',
            value: <Copyable what="the hash" text={CodeSha256} />,
          },
          { label: 'Handler', value: Handler ?? '-' },
          { label: 'Runtime', value: Runtime ?? '-' },
          { label: 'Architecture', value: Architectures?.join(', ') ?? '-' },
        ]}
      />
    </Container>
  );
}
