export function map(): Map<string, number> {
  return new Map([
    ["a", 1],
    ["b", 2],
  ]);
}

export function nan(): object {
  return { rate: Number.NaN };
}

export function promised(): object {
  return { items: [1, 2, Promise.resolve(3)] };
}
