// What a user chooses for this browser: colours and time zone. Kept in the browser, and followed by every open tab.

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import {
  isDarkWith,
  PREFERENCES_KEY,
  type Preferences,
  readPreferences,
  showColours,
  systemIsDark,
} from './kept-preferences.ts';

interface PreferencesInUse extends Preferences {
  isDark: boolean;
  change(changed: Partial<Preferences>): void;
}

const Context = createContext<PreferencesInUse | undefined>(undefined);

const subscribeToSystem = (onChange: () => void): (() => void) => {
  systemIsDark.addEventListener('change', onChange);
  return () => systemIsDark.removeEventListener('change', onChange);
};

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState(readPreferences);
  const system = useSyncExternalStore(subscribeToSystem, () => systemIsDark.matches);
  const isDark = isDarkWith(preferences.colours, system);

  useEffect(() => showColours(isDark), [isDark]);
  useEffect(() => {
    const onStorage = (event: StorageEvent): void => {
      if (event.key === PREFERENCES_KEY) setPreferences(readPreferences());
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, []);

  const value = useMemo<PreferencesInUse>(
    () => ({
      ...preferences,
      isDark,
      change(changed) {
        const next = { ...preferences, ...changed };
        localStorage.setItem(PREFERENCES_KEY, JSON.stringify(next));
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
