// Lists come in pages; each page's marker asks for the next.

export interface Page<Item> {
  items: Item[];
  next?: string;
}

/** The items of all pages. For lists that are short by their nature, such as the versions of a function. */
export async function allPages<Item>(
  read: (marker: string | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let marker: string | undefined;
  do {
    const page = await read(marker);
    items.push(...page.items);
    marker = page.next;
  } while (marker !== undefined);
  return items;
}

export const pageOf = <Item>(items: Item[] | undefined, marker: string | undefined): Page<Item> =>
  marker === undefined || marker === '' ? { items: items ?? [] } : { items: items ?? [], next: marker };
