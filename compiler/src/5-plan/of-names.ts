/** Looks up names, and sorts the results by name. */
export function ofNames<T>(
  names: readonly string[],
  find: (name: string) => T | undefined,
): Readonly<Record<string, T>> {
  const found: Record<string, T> = {};
  for (const name of [...new Set(names)].sort()) {
    const value = find(name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}
