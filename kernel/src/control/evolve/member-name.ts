/** A member in an alarm: names of pools have no space. */
export function memberName(pool: string, id: string): string {
  return `${pool} ${id}`;
}

export function memberNamed(name: string): { readonly pool: string; readonly id: string } {
  const space = name.indexOf(" ");
  return { pool: name.slice(0, space), id: name.slice(space + 1) };
}
