// How fresh a list is: live, or when it was last fetched; and a button that fetches it now.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { LiveState } from '../api/live.ts';
import { Ago } from './times.tsx';

interface FreshnessProps {
  state: LiveState;
  /** 0: not fetched yet. */
  fetchedAt: number;
  onRefresh(): void;
}

export function Freshness({ state, fetchedAt, onRefresh }: FreshnessProps) {
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Box color="text-body-secondary" fontSize="body-s">
        <span className={state === 'live' ? 'freshness live' : 'freshness'}>
          {state === 'live' ? (
            'Live'
          ) : fetchedAt === 0 ? (
            ''
          ) : (
            <>
              Last fetched <Ago millis={fetchedAt} />
            </>
          )}
        </span>
      </Box>
      <Button iconName="refresh" ariaLabel="Refresh" onClick={onRefresh} />
    </SpaceBetween>
  );
}
