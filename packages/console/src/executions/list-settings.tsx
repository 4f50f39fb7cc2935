// What can be chosen about the table of executions: columns, rows for each page, wrapped lines.

import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import type { ListPreferences } from '../parts/list-preferences.ts';
import { columnLabels } from './list-defaults.ts';

interface ListSettingsProps {
  isOfOne: boolean;
  preferences: ListPreferences;
  onChange(preferences: ListPreferences): void;
}

export function ListSettings({ isOfOne, preferences, onChange }: ListSettingsProps) {
  const options = columnLabels
    .filter(([id]) => !isOfOne || id !== 'function')
    .map(([id, label]) => ({ id, label, alwaysVisible: id === 'name' }));
  return (
    <CollectionPreferences
      title="Preferences"
      confirmLabel="Confirm"
      cancelLabel="Cancel"
      preferences={preferences}
      onConfirm={({ detail }) => onChange(detail)}
      pageSizePreference={{
        title: 'Page size',
        options: [20, 50, 100, 500].map((value) => ({ value, label: `${value} executions` })),
      }}
      wrapLinesPreference={{
        label: 'Wrap lines',
        description: 'Show all text, on several lines where needed',
      }}
      stripedRowsPreference={{ label: 'Striped rows', description: 'Shade every other row' }}
      contentDisplayPreference={{ title: 'Columns', options }}
    />
  );
}
