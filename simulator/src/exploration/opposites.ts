/** Names that tell of two things that the one ends what the other has begun. */

/** What two names say in place of each other. */
export type Apart = readonly [one: string, other: string];

/** Words of names of which one ends what the other has begun, of a thing that both are told. */
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
 * What is had from somebody who has to have it back, though only what was given names it; a case that was opened, a
 * ticket that was made, may stay so.
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
