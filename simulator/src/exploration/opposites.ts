/** Opposite names, of which one ends what the other began. */

/** Two words that replace each other in two names. */
export type Apart = readonly [one: string, other: string];

/** Opposite words, of which one ends what the other began on a thing that both name. */
const changing: readonly Apart[] = [
  ["on", "off"],
  ["up", "down"],
  ["in", "out"],
  ["start", "stop"],
  ["begin", "end"],
  ["open", "close"],
  ["open", "shut"],
  ["raise", "lower"],
  ["lift", "lower"],
  ["hoist", "lower"],
  ["enable", "disable"],
  ["attach", "detach"],
  ["disconnect", "reconnect"],
  ["freeze", "thaw"],
  ["pause", "resume"],
  ["stop", "resume"],
  ["stop", "release"],
  ["suspend", "resume"],
  ["suspend", "reinstate"],
  ["isolate", "restore"],
  ["isolate", "reconnect"],
  ["quarantine", "restore"],
  ["divert", "restore"],
  ["evacuate", "readmit"],
  ["drain", "fill"],
  ["drain", "refill"],
  ["enter", "leave"],
  ["join", "leave"],
  ["show", "hide"],
  ["add", "remove"],
  ["create", "remove"],
  ["create", "delete"],
  ["create", "destroy"],
  ["submit", "withdraw"],
];
/**
 * Opposites that take and give back, though only the taken thing names them; a case that was opened, or a ticket that
 * was created, may stay so.
 */
const taking: readonly Apart[] = [
  ["hold", "release"],
  ["acquire", "release"],
  ["reserve", "release"],
  ["claim", "release"],
  ["seize", "release"],
  ["allocate", "release"],
  ["block", "release"],
  ["reserve", "free"],
  ["occupy", "free"],
  ["allocate", "free"],
  ["block", "free"],
  ["reserve", "cancel"],
  ["book", "cancel"],
  ["charge", "refund"],
  ["rent", "return"],
  ["hire", "return"],
  ["lend", "return"],
  ["borrow", "return"],
  ["grant", "revoke"],
  ["issue", "revoke"],
];
const opposing = ["un", "dis", "de"];

/** `fog_on` and `fog_off`, `lock` and `unlock`: all words but one are the same. */
export function wordsApart(one: string, other: string): Apart | undefined {
  const [own, its] = [one, other].map((name) => name.slice(name.lastIndexOf(".") + 1).split("_"));
  if (own === undefined || its === undefined || own.length !== its.length) return undefined;
  const apart = own.flatMap((word, at) => (word === its[at] ? [] : [[word, its[at] ?? ""] as const]));
  return apart.length === 1 ? apart[0] : undefined;
}

export function isTaking(apart: Apart): boolean {
  return areIn(taking, apart);
}

export function isChange(apart: Apart): boolean {
  const [one, other] = apart;
  return (
    areIn(changing, apart) ||
    opposing.some((prefix) => other === `${prefix}${one}` || one === `${prefix}${other}`)
  );
}

function areIn(pairs: readonly Apart[], [one, other]: Apart): boolean {
  return pairs.some(
    ([first, second]) => (one === first && other === second) || (one === second && other === first),
  );
}
