// How a table is shown: rows for each page, columns, wrapped lines. Kept in this browser, for each table apart.

import type { CollectionPreferencesProps } from '@cloudscape-design/components/collection-preferences';
import { useState } from 'react';

export type ListPreferences = CollectionPreferencesProps.Preferences;

export function useListPreferences(table: string, defaults: ListPreferences) {
  const [preferences, setPreferences] = useState<ListPreferences>(() => keptPreferences(table, defaults));
  const change = (next: ListPreferences): void => {
    localStorage.setItem(keyOf(table), JSON.stringify(next));
    setPreferences(next);
  };
  return [preferences, change] as const;
}

const keyOf = (table: string): string => `perdure.table.${table}`;

export function keptPreferences(table: string, defaults: ListPreferences): ListPreferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(table)) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...defaults, ...kept } : defaults;
  } catch {
    return defaults;
  }
}
