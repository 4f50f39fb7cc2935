// How a table is shown: rows for each page, columns, wrapped lines. Kept in this browser, for each table apart.

import type { CollectionPreferencesProps } from '@cloudscape-design/components/collection-preferences';
import { useState } from 'react';

export type ListPreferences = CollectionPreferencesProps.Preferences;

export function useListPreferences(table: string, defaults: ListPreferences) {
  const key = `perdure.table.${table}`;
  const [preferences, setPreferences] = useState<ListPreferences>(() => read(key, defaults));
  const change = (next: ListPreferences): void => {
    localStorage.setItem(key, JSON.stringify(next));
    setPreferences(next);
  };
  return [preferences, change] as const;
}

function read(key: string, defaults: ListPreferences): ListPreferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...defaults, ...kept } : defaults;
  } catch {
    return defaults;
  }
}
