// The members of paged requests, turned into what services take.

import { limits } from '@perdure/protocol';

/** The page size of a durable execution API: 0 and absent ask for the default. */
export const pageItems = (maxItems: number | undefined): number =>
  maxItems === undefined || maxItems === 0 ? limits.pageItemsDefault : maxItems;

/** A marker to be spread into a query. An empty one asks for the first page, as an absent one does. */
export const pageMarker = (marker: string | undefined): { marker?: string } =>
  marker === undefined || marker === '' ? {} : { marker };
