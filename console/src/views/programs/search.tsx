import { useEffect, useId, useRef, useState } from "react";
import { Badge, type Tone } from "../../parts/badge.tsx";
import { ProblemNotice } from "../../parts/loaded.tsx";
import { Since } from "../../parts/moment.tsx";
import { type Answer, ask } from "../../server/client.ts";
import type { Graph, VerifiedProgram } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { placeText } from "./scenarios.tsx";
import { StoryPlayer } from "./story.tsx";

const words = texts.programs.search;
const times = [5, 10, 25] as const;
const faultsChoices = [0, 1, 2, 3] as const;

/** Searches for a world in which the plan breaks a rule, and plays what was found on the graph. Leaving ends the search. */
export function Search({ name, graph }: { name: string; graph: Graph | undefined }) {
  const id = useId();
  const [seconds, setSeconds] = useState<number>(10);
  const [faults, setFaults] = useState<number>(2);
  const [since, setSince] = useState<number | undefined>();
  const [found, setFound] = useState<Answer<VerifiedProgram> | undefined>();
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const search = async (): Promise<void> => {
    const own = new AbortController();
    running.current = own;
    setSince(Date.now());
    setFound(undefined);
    const path = `/programs/${encodeURIComponent(name)}/verify`;
    const answer = await ask<VerifiedProgram>({
      ...{ method: "POST", path, body: { seconds, faults }, signal: own.signal },
    });
    if (running.current !== own) return;
    setSince(undefined);
    setFound(answer);
  };
  return (
    <section className="card stack" aria-labelledby={`${id}-title`}>
      <div className="stack-s">
        <h2 id={`${id}-title`}>{words.title}</h2>
        <p className="quiet">{words.lead}</p>
      </div>
      <div className="row no-print">
        <Choice label={words.faults} all={faultsChoices} chosen={faults} choose={setFaults} text={String} />
        <Choice label={words.time} all={times} chosen={seconds} choose={setSeconds} text={words.seconds} />
        {since === undefined ? (
          <button type="button" className="button is-small" onClick={() => void search()}>
            {words.search}
          </button>
        ) : (
          <button type="button" className="button is-small" onClick={() => running.current?.abort()}>
            {words.stop}
          </button>
        )}
      </div>
      <div aria-live="polite" className="stack">
        {since !== undefined && <p className="quiet">{words.searching}</p>}
        {found !== undefined && <Outcome answer={found} graph={graph} />}
      </div>
      {since !== undefined && (
        <p className="small quiet" aria-hidden="true">
          <Since at={since} />
        </p>
      )}
    </section>
  );
}

function Choice({ label, all, chosen, choose, text }: ChoiceProps) {
  return (
    <label className="row small">
      {label}
      <select className="is-narrow" value={chosen} onChange={({ target }) => choose(Number(target.value))}>
        {all.map((one) => (
          <option key={one} value={one}>
            {text(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: readonly number[];
  readonly chosen: number;
  choose(value: number): void;
  text(value: number): string;
}

const looks: Readonly<Record<VerifiedProgram["verdict"], Tone>> = {
  safe: "done",
  "safe as far as explored": "attention",
  "not safe": "wrong",
  "nothing explored": "wrong",
};

function Outcome({ answer, graph }: { answer: Answer<VerifiedProgram>; graph: Graph | undefined }) {
  if (!answer.ok)
    return answer.problem.code === "aborted" ? (
      <p>{words.stopped}</p>
    ) : (
      <ProblemNotice problem={answer.problem} />
    );
  const {
    verdict,
    runs,
    exhaustive,
    faults,
    seed,
    violations,
    attention,
    unreached,
    unreachable,
    untried,
    granting,
  } = answer.value;
  return (
    <>
      <p className="row">
        <Badge tone={looks[verdict]}>{words.verdicts[verdict]}</Badge>
        <span>{words.reach({ runs, exhaustive, faults, seed })}</span>
      </p>
      {violations.map((one) => (
        <section key={`${one.property} ${one.about}`} className="stack-s" aria-label={words.counterexample}>
          <h3>{one.says}</h3>
          <p className="quiet small">{words.smallest(one.faults)}</p>
          {!one.reproduces && <p className="notice">{words.notWhole}</p>}
          {graph !== undefined && <StoryPlayer graph={graph} story={one.story} />}
          <details>
            <summary>{words.asScenario}</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a focus, the keyboard could not scroll it */}
            <pre className="value mono small" tabIndex={0}>
              {one.scenario}
            </pre>
          </details>
        </section>
      ))}
      {attention.length > 0 && <h3>{words.attention}</h3>}
      {attention.map(({ step, why, faults: wrong, story }) => (
        <details key={step}>
          <summary>{words.waits(step, why, wrong)}</summary>
          {graph !== undefined && <StoryPlayer graph={graph} story={story} />}
        </details>
      ))}
      <ul className="stack-s small">
        {unreached.map((place) => (
          <li key={place}>{words.unreached(placeText(place))}</li>
        ))}
        {untried.map((rule) => (
          <li key={rule}>{words.untried(rule)}</li>
        ))}
        {granting.map((role) => (
          <li key={role}>{words.granting(role)}</li>
        ))}
        {unreachable.map(({ place, why }) => (
          <li key={place} className="quiet">
            {words.unreachable(placeText(place), why)}
          </li>
        ))}
      </ul>
    </>
  );
}
