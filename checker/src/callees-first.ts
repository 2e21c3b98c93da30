interface Watch<T> {
  /** Nodes to skip, with everything that only they lead to. */
  isDone?(one: T): boolean;
  /** Called for each cycle, whose last node leads to its first. */
  onCircle?(circle: readonly T[]): void;
}

/**
 * The nodes reachable from some beginnings in postorder, each after all it leads to, so that results can be composed.
 * Chains may be as long as a program, so nothing here recurses.
 */
export function* calleesFirst<T>(
  beginnings: Iterable<T>,
  leadsTo: (one: T) => Iterable<T>,
  { isDone, onCircle }: Watch<T> = {},
): Generator<T> {
  const seen = new Set<T>();
  const way: { readonly one: T; readonly next: Iterator<T> }[] = [];
  // Where on the way each stands.
  const places = new Map<T, number>();
  const enter = (one: T): void => {
    const place = places.get(one);
    if (place !== undefined) onCircle?.(way.slice(place).map((each) => each.one));
    if (seen.has(one) || isDone?.(one) === true) return;
    seen.add(one);
    places.set(one, way.length);
    way.push({ one, next: leadsTo(one)[Symbol.iterator]() });
  };
  for (const beginning of beginnings) {
    enter(beginning);
    for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
      const { done, value } = last.next.next();
      if (done !== true) {
        enter(value);
        continue;
      }
      way.pop();
      places.delete(last.one);
      yield last.one;
    }
  }
}

/** The same, each before what it leads to, in the order in which it is first come to. */
export function callersFirst<T>(beginnings: readonly T[], leadsTo: (one: T) => readonly T[]): readonly T[] {
  const seen = new Set<T>();
  const open = beginnings.toReversed();
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    open.push(...leadsTo(one).toReversed());
  }
  return [...seen];
}
