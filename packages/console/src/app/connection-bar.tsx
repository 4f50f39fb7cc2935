// Said on every page while the server does not answer: what is shown may be old, and nothing that was typed is lost.

import Flashbar from '@cloudscape-design/components/flashbar';
import { useConnection } from './connection.ts';

export function ConnectionBar() {
  const connection = useConnection();
  if (connection !== 'disconnected') return null;
  return (
    <Flashbar
      items={[
        {
          id: 'disconnected',
          type: 'warning',
          loading: true,
          header: 'The server does not answer',
          content:
            'What you see is what it said last, and what you typed is kept. This page goes on by itself as soon as the server answers again.',
        },
      ]}
    />
  );
}
