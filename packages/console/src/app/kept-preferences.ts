// What a user has chosen for this browser, as it is kept; and the colours that follow from it, which the page takes on before
// anything is drawn in the wrong ones.

import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { isTimeZone } from '../format/moment.ts';

export type Colours = 'system' | 'light' | 'dark';

export interface Preferences {
  colours: Colours;
  /** `local`, or the name of a zone such as `UTC` or `Europe/Vienna`. */
  timeZone: string;
}

export const PREFERENCES_KEY = 'perdure.preferences';
const LOCAL = 'local';
const defaults: Preferences = { colours: 'system', timeZone: LOCAL };

export function readPreferences(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFERENCES_KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return defaults;
    const { colours, timeZone } = { ...defaults, ...kept };
    const isKnown = typeof timeZone === 'string' && timeZone !== LOCAL && isTimeZone(timeZone);
    return {
      colours: colours === 'light' || colours === 'dark' ? colours : 'system',
      timeZone: isKnown ? timeZone : LOCAL,
    };
  } catch {
    return defaults;
  }
}

export const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

export const isDarkWith = (colours: Colours, system: boolean): boolean =>
  colours === 'system' ? system : colours === 'dark';

export const showColours = (isDark: boolean): void => applyMode(isDark ? Mode.Dark : Mode.Light);
