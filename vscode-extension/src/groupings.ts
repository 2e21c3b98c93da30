/*
 * Grouping (ECMAScript 2024), which editors' Node 20 lacks and which the server and its libraries use. Loaded
 * before anything else.
 */

type Groups<K, V> = Map<K, V[]>;

function groupsOf<K, V>(items: Iterable<V>, keyOf: (item: V, index: number) => K): Groups<K, V> {
  const groups: Groups<K, V> = new Map();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

const maps = Map as { groupBy?: typeof groupsOf };
const objects = Object as {
  groupBy?: (items: Iterable<unknown>, keyOf: (item: unknown) => PropertyKey) => object;
};
maps.groupBy ??= groupsOf;
objects.groupBy ??= (items, keyOf) => Object.fromEntries(groupsOf(items, keyOf));
