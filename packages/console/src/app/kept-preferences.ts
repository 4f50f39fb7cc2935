// What a user has chosen for this browser, as it is kept; and the colours that follow from it, which the page takes on before
// anything is drawn in the wrong ones.

import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { isTimeZone, LOCAL_ZONE, type TimeZone } from '../format/moment.ts';

export type Colours = 'system' | 'light' | 'dark';

export interface Preferences {
  colours: Colours;
  timeZone: TimeZone;
}

export const PREFERENCES_KEY = 'perdure.preferences';
const defaults: Preferences = { colours: 'system', timeZone: LOCAL_ZONE };

export function readPreferences(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFERENCES_KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return defaults;
    const { colours, timeZone } = { ...defaults, ...kept };
    const isKnown = typeof timeZone === 'string' && timeZone !== LOCAL_ZONE && isTimeZone(timeZone);
    return {
      colours: colours === 'light' || colours === 'dark' ? colours : 'system',
      timeZone: isKnown ? timeZone : LOCAL_ZONE,
    };
  } catch {
    return defaults;
  }
}

export const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

export const isDarkWith = (colours: Colours, system: boolean): boolean =>
  colours === 'system' ? system : colours === 'dark';

export const showColours = (isDark: boolean): void => applyMode(isDark ? Mode.Dark : Mode.Light);
