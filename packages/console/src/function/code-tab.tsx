// The code of `$LATEST`: what is deployed, by its hash.

import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { FunctionConfiguration } from '../api/functions.ts';
import { byteCount } from '../format/payload.ts';

export function CodeTab({ configuration }: { configuration: FunctionConfiguration }) {
  const { CodeSize, CodeSha256, Handler, Runtime, PackageType, Architectures } = configuration;
  return (
    <Container header={<Header variant="h2">Code properties</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          {
            label: 'Package',
            value: `${PackageType ?? 'Zip'}, ${CodeSize === undefined ? '-' : byteCount(CodeSize)}`,
          },
          {
            label: 'SHA-256 hash',
            value:
              CodeSha256 === undefined ? (
                '-'
              ) : (
                <CopyToClipboard
                  variant="inline"
                  copyButtonAriaLabel="Copy the hash"
                  copySuccessText="Copied"
                  copyErrorText="The browser refused to copy"
                  textToCopy={CodeSha256}
                  textToDisplay={CodeSha256}
                />
              ),
          },
          { label: 'Handler', value: Handler ?? '-' },
          { label: 'Runtime', value: Runtime ?? '-' },
          { label: 'Architecture', value: Architectures?.join(', ') ?? '-' },
        ]}
      />
    </Container>
  );
}
