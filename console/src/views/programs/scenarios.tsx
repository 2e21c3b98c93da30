import { useState } from "react";
import { Badge } from "../../parts/badge.tsx";
import { Loaded, ProblemNotice } from "../../parts/loaded.tsx";
import { type Answer, ask } from "../../server/client.ts";
import type { Coverage, Graph, PlayedScenario, ScenarioList } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { texts } from "../../texts.ts";
import { StoryPlayer } from "./story.tsx";

const words = texts.programs.trials;
const never = (): boolean => false;

/** The scenarios of a program; authors play them, and see what all of them together reach. */
export function Scenarios({ name, graph, mayPlay }: ScenariosProps) {
  const path = `/programs/${encodeURIComponent(name)}`;
  const found = useRead<ScenarioList>(`${path}/scenarios`, never);
  const [played, setPlayed] = useState<Answer<PlayedScenario> | undefined>();
  const [covered, setCovered] = useState<Answer<Coverage> | undefined>();
  const [isBusy, setBusy] = useState(false);
  const wait = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    await work();
    setBusy(false);
  };
  const play = (number: number): Promise<void> =>
    wait(async () =>
      setPlayed(await ask<PlayedScenario>({ method: "POST", path: `${path}/scenarios/${number}/play` })),
    );
  const cover = (): Promise<void> =>
    wait(async () => setCovered(await ask<Coverage>({ method: "POST", path: `${path}/coverage` })));
  return (
    <section className="card stack" aria-labelledby="scenarios-title">
      <div className="row-between">
        <h2 id="scenarios-title">{words.scenarios}</h2>
        {mayPlay && (
          <button type="button" className="button is-small" disabled={isBusy} onClick={() => void cover()}>
            {words.playAll}
          </button>
        )}
      </div>
      <Loaded of={found}>
        {({ scenarios }) =>
          scenarios.length === 0 ? (
            <p className="quiet">{words.noScenarios}</p>
          ) : (
            <ul className="stack-s" aria-label={words.scenarios}>
              {scenarios.map(({ number, title, file, line }) => (
                <li key={number} className="row-between">
                  <span>
                    <Result of={resultOf(number, covered, played)} /> {title}
                    <span className="quiet small"> {words.place(file, line)}</span>
                  </span>
                  {mayPlay && (
                    <button
                      type="button"
                      className="button is-small is-plain"
                      disabled={isBusy}
                      aria-label={words.playOne(title)}
                      onClick={() => void play(number)}
                    >
                      {words.play}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <div aria-live="polite" className="stack">
        {isBusy && <p className="quiet">{texts.loading}</p>}
        {covered !== undefined &&
          (covered.ok ? <Reached of={covered.value} /> : <ProblemNotice problem={covered.problem} />)}
        {played !== undefined &&
          (played.ok ? (
            <Played of={played.value} graph={graph} />
          ) : (
            <ProblemNotice problem={played.problem} />
          ))}
      </div>
    </section>
  );
}

interface ScenariosProps {
  readonly name: string;
  /** Undefined: it is not there yet. */
  readonly graph: Graph | undefined;
  readonly mayPlay: boolean;
}

type Status = PlayedScenario["status"];

function resultOf(
  number: number,
  covered: Answer<Coverage> | undefined,
  played: Answer<PlayedScenario> | undefined,
): Status | undefined {
  if (played?.ok === true && played.value.number === number) return played.value.status;
  return covered?.ok === true
    ? covered.value.scenarios.find((one) => one.number === number)?.status
    : undefined;
}

function Result({ of }: { of: Status | undefined }) {
  if (of === undefined) return null;
  return of === "passed" ? (
    <Badge tone="done" icon="done">
      {words.results.passed}
    </Badge>
  ) : (
    <Badge tone="wrong" icon="wrong">
      {words.results.failed}
    </Badge>
  );
}

const kinds = ["steps", "branches", "handlers", "undos", "checks"] as const;

/** The parts of the plan that the scenarios reached, and those that none did. */
function Reached({ of: { coverage } }: { of: Coverage }) {
  return (
    <section aria-label={words.coverage} className="stack-s">
      <h3>{words.coverage}</h3>
      <dl className="facts">
        {kinds
          .filter((kind) => coverage[kind].all > 0)
          .map((kind) => {
            const { all, uncovered } = coverage[kind];
            return (
              <div key={kind} className="covered">
                <dt>{words.kinds[kind]}</dt>
                <dd>
                  {words.reached(all - uncovered.length, all)}
                  {uncovered.length > 0 && (
                    <div className="small is-different">
                      {words.unreached(uncovered.map(placeText).join(", "))}
                    </div>
                  )}
                </dd>
              </div>
            );
          })}
      </dl>
    </section>
  );
}

/** `shop.tea/water else 1` → `water, handler 1`. */
export function placeText(place: string): string {
  const [spot = "", ...way] = place.split(" ");
  const name = spot.slice(spot.lastIndexOf("/") + 1).replace(/@.*$/u, "");
  const [kind, number] = way;
  if (kind === undefined) return name;
  if (kind === "no") return words.noWay(name);
  return kind === "else" ? words.handler(name, number ?? "") : words.way(name, number ?? "");
}

function Played({ of, graph }: { of: PlayedScenario; graph: Graph | undefined }) {
  const { title, outcome, expectations, notes, text, story } = of;
  return (
    <section aria-label={words.playedOf(title)} className="stack">
      <div className="stack-s">
        <h3>
          {title} <Result of={of.status} />
        </h3>
        <p>{words.outcome(outcome)}</p>
        <ul className="stack-s">
          {expectations.map((one) => (
            <li key={`${one.line} ${one.text}`}>
              <Badge
                tone={one.status === "met" ? "done" : one.status === "unmet" ? "wrong" : "quiet"}
                icon={one.status === "met" ? "done" : one.status === "unmet" ? "wrong" : "waiting"}
              >
                {words.expectations[one.status]}
              </Badge>{" "}
              <code>{one.text}</code>
              {one.because !== undefined && <div className="small">{one.because}</div>}
            </li>
          ))}
        </ul>
        {notes.map((note) => (
          <p key={note} className="notice is-attention">
            {note}
          </p>
        ))}
      </div>
      {graph !== undefined && story !== undefined && (
        <StoryPlayer key={`${of.number} ${of.took}`} graph={graph} story={story} />
      )}
      <details>
        <summary>{words.asWritten}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a focus, the keyboard could not scroll it */}
        <pre className="value mono small" tabIndex={0}>
          {text}
        </pre>
      </details>
    </section>
  );
}
