import "../run/run.css";
import { useState } from "react";
import { Badge } from "../../parts/badge.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { Fact } from "../../parts/value.tsx";
import type { Bounds, Graph, PolicyBinding, PolicyDecision, WorkflowDetail } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { hrefOf } from "../../shell/place.ts";
import { mayAs, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { limitText, moneyText, mostText } from "../../words/money.ts";
import { asWords, shortId, shortName } from "../../words/names.ts";
import { durationText } from "../../words/time.ts";
import { GraphCard } from "../run/graph-card.tsx";
import { Rules } from "../run/rules.tsx";
import { PolicyCheck } from "./policy-check.tsx";
import { Scenarios } from "./scenarios.tsx";
import { Search } from "./search.tsx";
import { Try } from "./try.tsx";
import { Versions } from "./versions.tsx";

const words = texts.programs;
const never = (): boolean => false;

/** One plan or goal: what it takes at most, what it does, which rules meet it, and what would happen. */
export function Program({ name, place, session }: ViewProps & { name: string }) {
  const path = `/workflows/${encodeURIComponent(name)}`;
  const loaded = useRead<WorkflowDetail>(path, never);
  const graph = useRead<Graph>(`${path}/graph`, never);
  const [chosen, choose] = useState<string | undefined>();
  return (
    <Page
      title={asWords(name)}
      lead={
        <>
          <a href={hrefOf(["programs"])}>{words.back}</a> <code>{name}</code>
        </>
      }
      actions={
        <a className="button" href={hrefOf(["runs"], { workflow: name })}>
          {words.runs}
        </a>
      }
    >
      <Loaded of={loaded}>
        {(workflow) => (
          <>
            <BoundsCard bounds={workflow.bounds} />
            <section className="card stack" aria-label={words.graph}>
              <GraphCard
                moment={{ graph: graph.value, problem: graph.problem }}
                chosen={chosen}
                choose={choose}
              />
            </section>
            <div className="run-columns">
              <Rules verdicts={workflow.verdicts} isOld={false} />
              <div className="stack">
                <Try workflow={workflow} mayStart={mayAs(session, "operator")} />
                <PolicyCheck workflow={workflow} />
              </div>
              <About workflow={workflow} />
              {mayAs(session, "operator") && <Decided workflow={workflow.name} />}
            </div>
            <Versions name={workflow.name} place={place} />
            <Scenarios name={workflow.name} graph={graph.value} mayPlay={mayAs(session, "author")} />
            {mayAs(session, "author") && <Search name={workflow.name} graph={graph.value} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function BoundsCard({ bounds: { latency, cost, energy, tokens } }: { bounds: Bounds }) {
  return (
    <div className="figures">
      <Figure
        label={words.bounds.time}
        most={limitText(latency.worst, durationText)}
        least={durationText(latency.best)}
      />
      <Figure label={words.bounds.cost} most={limitText(cost.worst, mostText)} least={moneyText(cost.best)} />
      <Figure
        label={words.bounds.energy}
        most={limitText(energy.worst, energyText)}
        least={energyText(energy.best)}
      />
      <Figure
        label={words.bounds.tokens}
        most={limitText(tokens.worst, countText)}
        least={countText(tokens.best)}
      />
    </div>
  );
}

const countText = (count: number): string => count.toLocaleString("en");

/** Joules; from a tenth of a kilowatt-hour on in kWh. */
const energyText = (joules: number): string =>
  joules >= 360_000 ? `${Number((joules / 3_600_000).toPrecision(3))} kWh` : `${countText(joules)} J`;

function Figure({ label, most, least }: { label: string; most: string; least: string }) {
  return (
    <section className="card" aria-label={label}>
      <p className="quiet small">{label}</p>
      <strong>{words.atMost(most)}</strong>
      <p className="quiet small">{words.atLeast(least)}</p>
    </section>
  );
}

function About({ workflow: { name, triggers, capabilities, plan } }: { workflow: WorkflowDetail }) {
  const { value } = useRead<{ readonly bindings: readonly PolicyBinding[] }>("/policy/bindings", never);
  const binding = value?.bindings.find(({ workflow }) => workflow === name);
  return (
    <section className="card stack-s">
      <h2>{words.about}</h2>
      <dl className="facts">
        <Fact label={words.facts.version}>
          <code className="small">{plan.slice(0, 19)}…</code>
        </Fact>
        <Fact label={words.facts.triggers}>
          {triggers.length === 0 && <span className="quiet">{texts.none}</span>}
          {triggers.map((trigger) => (
            <div key={trigger}>
              <a href={hrefOf(["triggers"], { trigger })}>{shortName(trigger)}</a>
            </div>
          ))}
        </Fact>
        <Fact label={words.facts.policies}>
          {(binding?.policies.length ?? 0) === 0 && <span className="quiet">{texts.none}</span>}
          {binding?.policies.map((policy) => (
            <div key={policy.name}>
              {asWords(policy.name)} <span className="quiet small">{policy.severity}</span>
            </div>
          ))}
        </Fact>
        <Fact label={words.facts.guardrails}>
          {(binding?.guardrails.length ?? 0) === 0 && <span className="quiet">{texts.none}</span>}
          {binding?.guardrails.map((guard) => (
            <div key={guard.name}>
              {asWords(guard.name)} <span className="quiet small">{guard.severity}</span>
            </div>
          ))}
        </Fact>
        <Fact label={words.facts.capabilities}>
          {capabilities.map((capability) => (
            <div key={capability.name}>
              {asWords(capability.name)} <span className="quiet small">{capability.kind}</span>
            </div>
          ))}
        </Fact>
      </dl>
    </section>
  );
}

const decidedWords = texts.programs.decided;
const shown = 12;

/** The decisions of policies and guardrails in the newest runs of a workflow. */
function Decided({ workflow }: { workflow: string }) {
  const loaded = useRead<{ readonly decisions: readonly PolicyDecision[] }>(
    "/audit/policy?runs=50",
    ({ channel }) => channel === "workflow-status",
  );
  return (
    <section className="card stack-s" aria-labelledby="decided-title">
      <h2 id="decided-title">{decidedWords.title}</h2>
      <Loaded of={loaded}>
        {({ decisions }) => {
          const own = decisions.filter((one) => one.workflow === workflow).slice(0, shown);
          if (own.length === 0) return <p className="quiet">{decidedWords.empty}</p>;
          return (
            <ul className="stack-s">
              {own.map((one) => (
                <li key={`${one.run} ${one.seq} ${one.rule}`} className="row-between">
                  <span>
                    <Badge
                      tone={one.holds === true ? "done" : one.holds === false ? "wrong" : "attention"}
                      icon={one.holds === true ? "done" : one.holds === false ? "wrong" : "attention"}
                    >
                      {decidedWords.holds[String(one.holds) as keyof typeof decidedWords.holds]}
                    </Badge>{" "}
                    {one.rule}
                    {one.because !== undefined && <span className="quiet"> {one.because}</span>}
                  </span>
                  <span className="small quiet">
                    <a href={hrefOf(["runs", one.run], { step: one.step })}>
                      {decidedWords.run(shortId(one.run))}
                    </a>{" "}
                    <Ago at={one.at} />
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </section>
  );
}
