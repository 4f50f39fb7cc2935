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
  // After an update of the server the files of the old console are gone: reading the page again brings the new one.
  return (
    <Box textAlign="center" padding="xxl">
      <SpaceBetween size="m">
        <Box variant="h1">This page has failed</Box>
        <Box color="text-body-secondary">{error instanceof Error ? error.message : String(error)}</Box>
        <Button onClick={() => window.location.reload()}>Load it again</Button>
      </SpaceBetween>
    </Box>
  );
}
