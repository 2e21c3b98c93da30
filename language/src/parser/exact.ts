/**
 * A list that was filled one by one, as long as it is. V8 makes room for seventeen when the first is added, and most
 * lists of a tree stay shorter than four.
 */
export function exact<T>(list: T[]): readonly T[] {
  return list.length === 0 ? list : list.slice();
}
