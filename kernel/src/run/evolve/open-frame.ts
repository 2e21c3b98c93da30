/** Frames by their names, and a frame that is opened but has not started. */
import type { Json } from "@orchlang/plan";
import type { Site } from "../../identity.ts";
import type { Lanes } from "../../keys.ts";
import { rowsFor } from "../../persistent/rows.ts";
import type { Frame } from "../frame-state.ts";
import type { Template } from "../layout.ts";
import { type Draft, frameAt, type View } from "../state.ts";

export function siteKeyOf(site: Site): string {
  return site.loops.length === 0
    ? `${site.plan}`
    : `${site.plan}|${site.loops.map(([node, round]) => `${node}:${round}`).join("|")}`;
}

function frameKey(path: string, siteKey: string): string {
  return `${path}#${siteKey}`;
}

/** Marks the frame that the next decisions are probably about, unless a newer frame may have the same name. */
export function speakOf(draft: Draft, id: number): void {
  if (draft.frameOf.size + draft.rounds === draft.frames.size) draft.spoken = id;
}

/** The frame that a call or a region speaks of; the newest, where one was entered more than once. */
export function frameNamed(draft: Draft, routine: string, site: Site): number | undefined {
  // No newer one has this name: whoever opens one speaks of it.
  const spoken = draft.frames.get(draft.spoken);
  if (spoken?.path === routine && isSame(spoken.site, site)) return spoken.id;
  const result = frameAtSite(draft, routine, site);
  if (result !== undefined) draft.spoken = result;
  return result;
}

/** The same, wherever it stands: a plan's frame by its name, and from there round by round. */
export function frameAtSite(state: View, routine: string, { plan, loops }: Site): number | undefined {
  for (let outer = 0; outer <= loops.length; outer++) {
    const key = frameKey(routine, siteKeyOf({ plan, loops: loops.slice(0, outer) }));
    let result = state.frameOf.get(key);
    for (let inner = outer; inner < loops.length && result !== undefined; inner++) {
      result = roundOf(frameAt(state, result), loops[inner]!);
    }
    if (result !== undefined) return result;
  }
  return undefined;
}

function roundOf({ template, nodes }: Frame, [loop, round]: Site["loops"][number]): number | undefined {
  return nodes.get(template.number.get(loop) ?? -1)?.loop?.frames.get(round - 1);
}

function isSame(one: Site, other: Site): boolean {
  if (one === other) return true;
  if (one.plan !== other.plan || one.loops.length !== other.loops.length) return false;
  return one.loops.every(([node, round], depth) => {
    const [otherNode, otherRound] = other.loops[depth] ?? [];
    return node === otherNode && round === otherRound;
  });
}

export interface Opening {
  readonly template: Template;
  readonly path: string;
  readonly site: Site;
  readonly parent: Frame["parent"];
  readonly ledgers: readonly number[];
  readonly input: Json;
  readonly local: Frame["local"];
  readonly lanes: Lanes;
}

export function newFrame(draft: Draft, opening: Opening, id: number): Frame {
  const { template, path, site, parent, ledgers, input, local, lanes } = opening;
  return {
    id,
    template,
    path,
    site,
    scope: parent === undefined || local !== undefined ? id : frameAt(draft, parent.frame).scope,
    lanes,
    parent,
    ledgers,
    input,
    local,
    began: draft.at,
    timeout: undefined,
    callerTimeout: undefined,
    deadline: undefined,
    nodes: rowsFor(template.nodes.length),
    open: opening.template.root.nodes.length,
    status: "forward",
    started: true,
    value: undefined,
    returned: false,
    failure: undefined,
    rejected: false,
    cancelled: false,
    todo: undefined,
    compensation: undefined,
    owner: draft.owner,
  };
}

export function openFrame(draft: Draft, opening: Opening): Frame {
  const id = draft.frames.size;
  const frame = newFrame(draft, opening, id);
  draft.frames = draft.frames.push(frame, draft.owner);
  if (frame.template.loop !== undefined) draft.rounds += 1;
  else draft.frameOf = draft.frameOf.set(frameKey(frame.path, siteKeyOf(frame.site)), id, draft.owner);
  draft.spoken = id;
  return frame;
}
