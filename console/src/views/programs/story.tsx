import { useMemo, useState } from "react";
import type { Graph, NodeStates, Story } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { GraphCard } from "../run/graph-card.tsx";
import { Scrubber } from "../run/scrubber.tsx";
import { withStates } from "../run/with-states.ts";

/** A simulated run on the graph of its plan, at each of its events. Its end is shown first. */
export function StoryPlayer({ graph, story }: { graph: Graph; story: Story }) {
  const [at, scrub] = useState<number | undefined>();
  const [chosen, choose] = useState<string | undefined>();
  const { entries, events, began, partial } = story;
  const shown = useMemo(() => withStates(graph, { states: statesAt(story, at) }), [graph, story, at]);
  return (
    <div className="stack-s">
      {partial && <p className="notice">{texts.programs.trials.partial(events)}</p>}
      <Scrubber entries={entries} last={events - 1} at={at} scrub={scrub} since={began} />
      <GraphCard moment={{ graph: shown }} chosen={chosen} choose={choose} />
    </div>
  );
}

/** The last state of each node up to an event; undefined: at the end. */
export function statesAt({ changes }: Story, at: number | undefined): NodeStates["states"] {
  const states = new Map<string, NodeStates["states"][number]>();
  for (const { seq, states: changed } of changes) {
    if (at !== undefined && seq > at) break;
    for (const one of changed) states.set(one.id, one);
  }
  return [...states.values()];
}
