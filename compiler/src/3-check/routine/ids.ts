import type { NodeId } from "@orchlang/plan";

/**
 * Gives nodes their ids: a step's is its name, a second one of the same name gets a number, `officers.2`; what has no
 * name is counted by its word, `when@2`. The same text gives the same ids.
 */
export interface Ids {
  /** For a step or `let`. */
  named(name: string): NodeId;
  /** For the value that sides of a branch give under one name. */
  joined(name: string): NodeId;
  /** For a statement without a name. */
  counted(word: string): NodeId;
}

export function nodeIds(): Ids {
  const taken = new Set<NodeId>();
  const counts = new Map<string, number>();
  const free = (wanted: string): NodeId => {
    let id = wanted;
    for (let number = 2; taken.has(id); number += 1) id = `${wanted}.${number}`;
    taken.add(id);
    return id;
  };
  return {
    named: (name) => free(name),
    joined: (name) => free(`${name}.joined`),
    counted(word) {
      const count = (counts.get(word) ?? 0) + 1;
      counts.set(word, count);
      return `${word}@${count}`;
    },
  };
}
