interface Page {
  readonly items: readonly unknown[];
  readonly next_cursor: string | null;
}

/**
 * All pages of a list as one: what the last page says, with the items of all of them. `read` gets
 * what stands behind the query of each request; nothing behind the first.
 */
export async function wholeList<Read extends Page>(
  read: (more: string) => Promise<Read>,
): Promise<Omit<Read, "items"> & { items: Read["items"][number][] }> {
  const items: Read["items"][number][] = [];
  for (let more = ""; ; ) {
    const page = await read(more);
    items.push(...page.items);
    if (page.next_cursor === null) return { ...page, items };
    more = `&cursor=${page.next_cursor}`;
  }
}
