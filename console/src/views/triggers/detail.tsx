import { Badge } from "../../parts/badge.tsx";
import { Icon, type IconName } from "../../parts/icon.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moment.tsx";
import { Fact } from "../../parts/value.tsx";
import type { Decisions, Pipeline, PolicyBinding, Rule } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { hrefOf } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { asWords, shortId, shortName } from "../../words/names.ts";
import { Enabling } from "./enabling.tsx";

const words = texts.triggers;

export function TriggerDetail({ rule, mayOrder }: { rule: Rule; mayOrder: boolean }) {
  const { name, says, missed, priority, starts } = rule;
  return (
    <section className="card stack" aria-label={words.about(shortName(name))} aria-live="polite">
      <h2>{shortName(name)}</h2>
      <Enabling name={name} mayOrder={mayOrder} />
      <Ways name={name} />
      <dl className="facts">
        {says.on.map((source) => (
          <Fact key={source} label={words.facts.on}>
            <code>{source}</code>
          </Fact>
        ))}
        {says.when !== undefined && (
          <Fact label={words.facts.when}>
            <code>{says.when}</code>
          </Fact>
        )}
        <Fact label={words.facts.start}>
          <code>{says.start}</code>
        </Fact>
        {says.debounce !== undefined && <Fact label={words.facts.debounce}>{says.debounce}</Fact>}
        {says.throttle !== undefined && <Fact label={words.facts.throttle}>{says.throttle}</Fact>}
        <Fact label={words.facts.overlap}>
          {words.overlaps[says.overlap as keyof typeof words.overlaps] ?? words.overlaps.allow}
        </Fact>
        <Fact label={words.facts.missed}>{words.missed[missed]}</Fact>
        {priority !== undefined && <Fact label={words.facts.priority}>{asWords(priority)}</Fact>}
        <Guards workflow={starts} />
      </dl>
      <Recent name={name} />
    </section>
  );
}

/** The way from a source to the plan, one line for each cause. */
function Ways({ name }: { name: string }) {
  const { value } = useRead<{ readonly pipelines: readonly Pipeline[] }>("/routing/pipelines", () => false);
  const own = (value?.pipelines ?? []).filter(({ trigger }) => trigger === name);
  return (
    <ul className="stack-s" aria-label={words.ways}>
      {own.map(({ kind, stages }) => (
        <li key={`${kind} ${stages.map((stage) => stage.name).join(" ")}`}>
          <ol className="way">
            {stages.map((stage) => (
              <li key={`${stage.kind} ${stage.name}`} className={`is-${stage.kind}`} title={stage.name}>
                <Icon name={stageIcons[stage.kind]} />
                <span className="visually-hidden">{words.stages[stage.kind]} </span>
                {shortName(stage.name)}
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ul>
  );
}

const stageIcons: Readonly<Record<Pipeline["stages"][number]["kind"], IconName>> = {
  source: "signals",
  event: "events",
  fusion: "fused",
  trigger: "triggers",
  workflow: "programs",
};

function Guards({ workflow }: { workflow: string }) {
  const { value } = useRead<{ readonly bindings: readonly PolicyBinding[] }>("/policy/bindings", () => false);
  const own = value?.bindings.find((one) => one.workflow === workflow);
  const rules = [...(own?.guardrails ?? []), ...(own?.policies ?? [])];
  if (rules.length === 0) return null;
  return (
    <Fact label={words.facts.guards}>
      {rules.map(({ name, severity }) => (
        <div key={name}>
          {asWords(name)} <span className="quiet small">{severity}</span>
        </div>
      ))}
    </Fact>
  );
}

function Recent({ name }: { name: string }) {
  const decisions = useRead<Decisions>(
    `/triggers/${encodeURIComponent(name)}/decisions?limit=20`,
    ({ channel }) => channel === "events",
  );
  return (
    <div className="stack-s">
      <h3>{words.recent}</h3>
      <Loaded of={decisions}>
        {({ decisions: results }) =>
          results.length === 0 ? (
            <p className="quiet">{words.never}</p>
          ) : (
            <ol className="decisions">
              {results.map((one) => (
                <li key={one.seq}>
                  <details open={one === results[0]}>
                    <summary>
                      <Badge
                        tone={one.fired ? "active" : "quiet"}
                        icon={one.fired ? "triggers" : "cancelled"}
                      >
                        {one.fired ? words.fired : words.notFired}
                      </Badge>{" "}
                      <span className="quiet small">
                        <Ago at={one.at} />
                        {one.times !== undefined && one.times > 1 && `, ${words.times(one.times)}`}
                      </span>
                      <span className="decision-why">
                        {one.run === undefined ? one.why : words.began(shortId(one.run))}
                      </span>
                    </summary>
                    <ul className="checks">
                      {one.run !== undefined && (
                        <li>
                          <Icon name="runs" />
                          <a href={hrefOf(["runs", one.run])}>{words.run(shortId(one.run))}</a>
                        </li>
                      )}
                      {one.checks.map(({ check, result }) => (
                        <li key={check} className={`is-${result}`}>
                          <Icon name={resultIcons[result]} />
                          <span>
                            {words.checks[check]} <span className="quiet">{words.results[result]}</span>
                            {check === "condition" && <Parts of={one.condition} />}
                          </span>
                        </li>
                      ))}
                    </ul>
                  </details>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </div>
  );
}

/** The parts of a condition, each with the value that it had then. */
function Parts({ of = [] }: { readonly of?: Decisions["decisions"][number]["condition"] }) {
  return (
    <ul className="parts">
      {of.map(({ says, value }) => (
        <li key={says} className={`is-${value}`}>
          <Icon name={valueIcons[value]} />
          <code>{says}</code> <span className="quiet">{words.values[value]}</span>
        </li>
      ))}
    </ul>
  );
}

const valueIcons = { true: "done", false: "wrong", unknown: "waiting" } as const;

type Result = Decisions["decisions"][number]["checks"][number]["result"];

const resultIcons: Readonly<Record<Result, IconName>> = {
  held: "done",
  failed: "wrong",
  not_evaluated: "waiting",
};
