/** The longest list that is copied with each part; longer ones are rare, and grow in place. */
const shortMost = 4;

/**
 * A list with one part more; the one given is not to be used any longer. V8 makes room for seventeen when the first is
 * added to an empty list, and most lists of a tree stay shorter than four: those are made as long as they are.
 */
export function added<T>(list: T[], part: T): T[] {
  switch (list.length) {
    case 0:
      return [part];
    case 1:
      return [list[0] as T, part];
    case 2:
      return [list[0] as T, list[1] as T, part];
    case 3:
      return [list[0] as T, list[1] as T, list[2] as T, part];
    default:
      list.push(part);
      return list;
  }
}

/** A list that was made by `added`, as long as it is. */
export function exact<T>(list: T[]): readonly T[] {
  return list.length <= shortMost ? list : list.slice();
}
