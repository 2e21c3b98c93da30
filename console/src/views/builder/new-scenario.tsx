import { useState } from "react";
import { texts } from "../../texts.ts";
import { Fields, freshName, type NewProps, Select, Text } from "./new-fields.tsx";

const words = texts.builder;

const outcomes = ["completed", "failed", "cancelled"] as const;

/** A scenario of a plan, with a value for each of its parameters. */
export function NewScenario({ bench, done }: NewProps) {
  const plans = bench.callables.filter(
    ({ kind, module }) => (kind === "plan" || kind === "goal") && module === bench.outline.module,
  );
  const [title, setTitle] = useState(freshName(bench, "it works"));
  const [target, setTarget] = useState(plans[0]?.name ?? "");
  const [outcome, setOutcome] = useState<string>("completed");
  const needed = plans.find(({ name }) => name === target)?.parameters.filter((one) => one.needed) ?? [];
  const given = needed.map(({ name, first }) => `given ${name} = ${first}`);
  const clauses = [...given, `expect ${outcome}`].join("\n");
  const made = { declares: "scenario", name: JSON.stringify(title), doc: "", target, clauses } as const;
  return (
    <Fields bench={bench} made={made} title={title} done={done}>
      <Text label={words.scenarioTitle} value={title} change={setTitle} />
      <Select
        label={words.plays}
        value={target}
        options={plans.map(({ name }) => [name, name])}
        change={setTarget}
      />
      <Select
        label={words.expects}
        value={outcome}
        options={outcomes.map((one) => [one, words.outcomes[one]])}
        change={setOutcome}
      />
    </Fields>
  );
}
