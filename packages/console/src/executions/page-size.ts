// How many executions a page of a list holds: chosen for each of the two lists apart, and needed before either is shown.

import { keptPreferences } from '../parts/list-preferences.ts';

export const pageSizeDefault = 50;

/** The name under which the choices for a list are kept: that of one function, or of all. */
export const listOf = (isOfOne: boolean): string => (isOfOne ? 'function-executions' : 'executions');

export const executionsPageSize = (isOfOne: boolean): number =>
  keptPreferences(listOf(isOfOne), {}).pageSize ?? pageSizeDefault;
