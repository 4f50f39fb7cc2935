// A payload, shown as the text that it is. React writes text nodes only, so markup in it stays text.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo, useState } from 'react';
import { byteCount, bytesOf, indented } from '../format/payload.ts';
import { ScrollText } from './scroll-text.tsx';

interface PayloadProps {
  /** What it is, as in "Input". */
  title: string;
  /** Absent: there is none. */
  text: string | undefined;
}

/** Longer ones are cut until they are asked for whole: a browser lays out every line. */
const shownCharsMax = 20_000;

export function Payload({ title, text }: PayloadProps) {
  const [isWhole, setIsWhole] = useState(false);
  const pretty = useMemo(() => (text === undefined ? '' : indented(text)), [text]);
  if (text === undefined) return <Box color="text-body-secondary">None</Box>;
  const isCut = !isWhole && pretty.length > shownCharsMax;
  return (
    <SpaceBetween size="xxs">
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        <CopyToClipboard
          variant="inline"
          copyButtonAriaLabel={`Copy ${title}`}
          textToCopy={text}
          textToDisplay={byteCount(bytesOf(text))}
          copySuccessText="Copied"
          copyErrorText="The browser refused to copy"
        />
        {text.length > shownCharsMax && (
          <Button variant="inline-link" onClick={() => download(title, text)}>
            Download
          </Button>
        )}
      </SpaceBetween>
      <ScrollText label={title} text={isCut ? pretty.slice(0, shownCharsMax) : pretty} />
      {isCut && (
        <Button variant="inline-link" onClick={() => setIsWhole(true)}>
          Show all of it
        </Button>
      )}
    </SpaceBetween>
  );
}

/** Hands text to the user as a file. */
export function download(title: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `${title.toLowerCase().replace(/[^a-z0-9-]+/g, '-')}.json`;
  anchor.click();
  URL.revokeObjectURL(url);
}
