// What happened to something the user did: a bar at the top of the page that stays until it is dismissed or outdated.

import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';

export interface Notice {
  kind: 'success' | 'error' | 'info' | 'warning';
  text: ReactNode;
}

interface Notices {
  items: FlashbarProps.MessageDefinition[];
  tell(notice: Notice): void;
}

const Context = createContext<Notices | undefined>(undefined);
const noticesMax = 4;
/** Good news leaves by itself; what went wrong stays. */
const successMillis = 6000;
let lastId = 0;

export function NoticesProvider({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<FlashbarProps.MessageDefinition[]>([]);
  const dismiss = useCallback(
    (id: string) => setItems((shown) => shown.filter((item) => item.id !== id)),
    [],
  );
  const tell = useCallback(
    ({ kind, text }: Notice) => {
      lastId += 1;
      const id = `notice-${lastId}`;
      const item: FlashbarProps.MessageDefinition = {
        id,
        type: kind,
        content: text,
        dismissible: true,
        dismissLabel: 'Dismiss',
        onDismiss: () => dismiss(id),
      };
      setItems((shown) => [item, ...shown].slice(0, noticesMax));
      if (kind === 'success') setTimeout(() => dismiss(id), successMillis);
    },
    [dismiss],
  );
  const value = useMemo(() => ({ items, tell }), [items, tell]);
  return <Context value={value}>{children}</Context>;
}

export function useNotices(): Notices {
  const value = useContext(Context);
  if (value === undefined) throw new Error('no NoticesProvider around this');
  return value;
}
