// Shown for an address that no page has, and in the place of a page that failed.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRouteError } from 'react-router';
import { usePage } from './page-frame.tsx';
import { href, paths } from './paths.ts';

export function UnknownPage() {
  usePage({ text: 'No such page', path: '/' });
  return (
    <Box textAlign="center" padding="xxl">
      <SpaceBetween size="m">
        <Box variant="h1">No page has this address</Box>
        <Box color="text-body-secondary">Perhaps a part of it was lost when it was copied.</Box>
        <Button href={href(paths.functions)}>Go to the functions</Button>
      </SpaceBetween>
    </Box>
  );
}

export function PageCrash() {
  const error = useRouteError();
  const text = error instanceof Error ? error.message : String(error);
  // After an update of the server the files of the old console are gone: reading the page again brings the new one.
  const isOutdated = /dynamically imported module|preload CSS|module script failed/i.test(text);
  return (
    <Box textAlign="center" padding="xxl">
      <SpaceBetween size="m">
        <Box variant="h1">{isOutdated ? 'The server has another console now' : 'This page has failed'}</Box>
        <Box color="text-body-secondary">
          {isOutdated ? 'It was updated while this page was open, so this part of it is gone.' : text}
        </Box>
        <Button onClick={() => window.location.reload()}>Load it again</Button>
      </SpaceBetween>
    </Box>
  );
}
