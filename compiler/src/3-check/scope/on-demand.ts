/** What is worked out when it is first asked for, and kept; whoever asks for it while that goes on gets `cyclic`. */
export function onDemand<Key extends { readonly qualified: string }, Value>(
  make: (key: Key) => Value,
  cyclic: (key: Key) => Value,
): (key: Key) => Value {
  const made = new Map<string, { readonly value: Value } | "in work">();
  return (key) => {
    const known = made.get(key.qualified);
    if (known === "in work") return cyclic(key);
    if (known !== undefined) return known.value;
    made.set(key.qualified, "in work");
    const value = make(key);
    made.set(key.qualified, { value });
    return value;
  };
}
