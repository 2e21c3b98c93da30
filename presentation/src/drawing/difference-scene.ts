import type { PlanFile } from "@orchlang/plan";
import { differenceOf, type Match, matchPlans } from "../difference/difference.ts";
import { sceneOf } from "./build.ts";
import type { Item, Link, Part, Scene } from "./scene.ts";

/** The new plan's picture with what was removed still in it: what is new, otherwise or gone is marked as that. */
export function differenceScene(old: PlanFile, now: PlanFile): Scene {
  const match = matchPlans(old.plan, now.plan);
  const keys = keyPairs(match);
  const { steps } = differenceOf(old, now);
  const states = new Map(steps.map(({ key, kind }) => [key, kind === "renamed" ? "changed" : kind] as const));
  const scene = sceneOf(now);
  const before = sceneOf(old);
  const gone = before.parts.map((part) => goneOf(part, keys, states));
  const parts = scene.parts.map((part) => merged(part, gone, before, keys, states));
  return { ...scene, says: `${scene.says} Compared with an earlier plan.`, parts };
}

type States = ReadonlyMap<string, NonNullable<Item["change"]>>;
type Keys = ReadonlyMap<string, string>;

/** Old `routine/node` to new one. */
function keyPairs({ routines, nodes }: Match): Keys {
  const keys = new Map<string, string>();
  for (const [from, pairs] of nodes) {
    for (const [node, other] of pairs) keys.set(`${from}/${node}`, `${routines.get(from) ?? ""}/${other}`);
  }
  return keys;
}

/** Where an old item is in the new picture; what closes a frame goes with what opened it. */
function newKey(key: string, keys: Keys): string {
  const [node = key, end] = key.split("#");
  const other = keys.get(node);
  if (other === undefined) return `removed ${key}`;
  return end === undefined ? other : `${other}#${end}`;
}

/** The items of an old part that no longer exist. */
function goneOf(part: Part, keys: Keys, states: States): Part {
  const isGone = (key: string): boolean => states.get(key.split("#")[0] ?? "") === "removed";
  const moved = (key: string): string => newKey(key, keys);
  return {
    ...part,
    items: part.items
      .filter(({ key }) => isGone(key))
      .map(({ frame, ...item }) => ({
        ...item,
        key: moved(item.key),
        change: "removed",
        critical: false,
        marks: [],
        ...(frame === undefined ? {} : { frame: moved(frame) }),
      })),
    frames: part.frames
      .filter(({ key }) => isGone(key))
      .map(({ parent, ...frame }) => ({
        ...frame,
        key: moved(frame.key),
        ...(parent === undefined ? {} : { parent: moved(parent) }),
      })),
    links: part.links
      .filter(({ from, to }) => isGone(from) || isGone(to))
      .map((link) => ({
        ...link,
        from: moved(link.from),
        to: moved(link.to),
        change: "removed",
        critical: false,
      })),
  };
}

/** Old parts are merged into the new one whose items share their place; a part without a place goes to the first. */
function merged(part: Part, gone: readonly Part[], before: Scene, keys: Keys, states: States): Part {
  const own = new Set(part.items.map(({ key }) => key));
  const of = gone.filter((_, at) => {
    const items = before.parts[at]?.items ?? [];
    return items.some(({ key }) => own.has(newKey(key, keys)));
  });
  const items = [...part.items.map((item) => marked(item, states)), ...of.flatMap((each) => each.items)];
  const known = new Set(items.map(({ key }) => key));
  const frames = [...part.frames, ...of.flatMap((each) => each.frames)];
  const framed = new Set(frames.map(({ key }) => key));
  const isNew = (key: string): boolean => states.get(key.split("#")[0] ?? "") === "added";
  const links = part.links.map(
    (link): Link => (isNew(link.from) || isNew(link.to) ? { ...link, change: "added" } : link),
  );
  const old = of.flatMap((each) => each.links).filter(({ from, to }) => known.has(from) && known.has(to));
  return {
    ...part,
    items: items.map((item) => (item.frame === undefined || framed.has(item.frame) ? item : unframed(item))),
    frames: frames.filter(({ parent }) => parent === undefined || framed.has(parent)),
    links: [...links, ...old],
  };
}

function unframed({ frame: _, ...item }: Item): Item {
  return item;
}

function marked(item: Item, states: States): Item {
  const change = states.get(item.key);
  return change === undefined ? item : { ...item, change };
}
