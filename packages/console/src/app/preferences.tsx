// What a user chooses for this browser: colours and time zone. Kept in the browser, and followed by every open tab.

import { applyMode, Mode } from '@cloudscape-design/global-styles';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { isTimeZone, localTimeZone } from '../format/moment.ts';

export type Colours = 'system' | 'light' | 'dark';

export interface Preferences {
  colours: Colours;
  /** `local`, or the name of a zone such as `UTC` or `Europe/Vienna`. */
  timeZone: string;
}

const KEY = 'perdure.preferences';
const defaults: Preferences = { colours: 'system', timeZone: 'local' };

function read(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return defaults;
    const { colours, timeZone } = { ...defaults, ...kept };
    return {
      colours: colours === 'light' || colours === 'dark' ? colours : 'system',
      timeZone: typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : 'local',
    };
  } catch {
    return defaults;
  }
}

interface PreferencesInUse extends Preferences {
  /** The zone that times are shown in. */
  zone: string;
  isDark: boolean;
  change(changed: Partial<Preferences>): void;
}

const Context = createContext<PreferencesInUse | undefined>(undefined);

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)');
const subscribeToSystem = (onChange: () => void): (() => void) => {
  darkQuery.addEventListener('change', onChange);
  return () => darkQuery.removeEventListener('change', onChange);
};

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState(read);
  const systemIsDark = useSyncExternalStore(subscribeToSystem, () => darkQuery.matches);
  const isDark = preferences.colours === 'system' ? systemIsDark : preferences.colours === 'dark';

  useEffect(() => applyMode(isDark ? Mode.Dark : Mode.Light), [isDark]);
  useEffect(() => {
    const onStorage = (event: StorageEvent): void => {
      if (event.key === KEY) setPreferences(read());
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, []);

  const value = useMemo<PreferencesInUse>(
    () => ({
      ...preferences,
      isDark,
      zone: preferences.timeZone === 'local' ? localTimeZone() : preferences.timeZone,
      change(changed) {
        const next = { ...preferences, ...changed };
        localStorage.setItem(KEY, JSON.stringify(next));
        setPreferences(next);
      },
    }),
    [preferences, isDark],
  );
  return <Context value={value}>{children}</Context>;
}

export function usePreferences(): PreferencesInUse {
  const value = useContext(Context);
  if (value === undefined) throw new Error('no PreferencesProvider around this');
  return value;
}
