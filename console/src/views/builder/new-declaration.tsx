import type { DeclarationOutline } from "@orchlang/editing/build";
import { type ComponentType, useState } from "react";
import { texts } from "../../texts.ts";
import { NewCapability } from "./new-capability.tsx";
import { NewEvent, NewFusion } from "./new-event.tsx";
import { Fields, freshName, type NewProps, Select, Text } from "./new-fields.tsx";
import { NewGuardrail, NewPolicy } from "./new-guard.tsx";
import { NewScenario } from "./new-scenario.tsx";

const words = texts.builder;

/** The fields that a new declaration needs; the rest is edited in its form. */
export function NewDeclarationForm({ kind, ...props }: NewProps & { kind: DeclarationOutline["kind"] }) {
  const Form = forms[kind];
  return <Form {...props} />;
}

function NewPlan({ bench, done }: NewProps) {
  const [name, setName] = useState(freshName(bench, "plan_of_mine"));
  const [doc, setDoc] = useState("");
  return (
    <Fields bench={bench} made={{ declares: "plan", name, doc }} done={done}>
      <Text label={words.name} value={name} change={setName} />
      <Text label={words.description} value={doc} change={setDoc} />
    </Fields>
  );
}

const sourceWords = ["event", "schedule", "every", "change", "completed", "failed", "request"] as const;

export function NewTrigger({ bench, plan, done }: NewProps & { plan?: string }) {
  const { declarations, events } = bench.outline;
  const plans = declarations.filter(({ kind }) => kind === "plan").map((one) => one.name);
  const [name, setName] = useState(freshName(bench, `starts_${plan ?? "plan"}`));
  const [source, setSource] = useState<(typeof sourceWords)[number]>(events.length > 0 ? "event" : "every");
  const [which, setWhich] = useState(events[0] ?? "1h");
  const [starts, setStarts] = useState(plan ?? plans[0] ?? "");
  const callee = bench.callables.find((one) => one.name === starts);
  // An event's fields are passed on under the names of the parameters.
  const given = (callee?.parameters ?? [])
    .filter(({ needed }) => needed)
    .map((one) => `${one.name}: ${source === "event" ? `event.${one.name}` : one.first}`);
  const start = `${starts}(${given.join(", ")})`;
  const made = { declares: "trigger", name, doc: "", on: `${source} ${which}`, start } as const;
  return (
    <Fields bench={bench} made={made} done={done}>
      <Text label={words.name} value={name} change={setName} />
      <Select
        label={words.sourceKind}
        value={source}
        options={sourceWords.map((one) => [one, words.sources[one]])}
        change={(one) => {
          const next = sourceWords.find((word) => word === one) ?? "event";
          setSource(next);
          setWhich(next === "event" ? (events[0] ?? "") : "");
        }}
      />
      <Text
        label={words.sourceText}
        value={which}
        change={setWhich}
        hint={words.sourceHints[source]}
        list={source === "event" ? events : source === "completed" || source === "failed" ? plans : []}
      />
      {plan === undefined && (
        <Select
          label={words.starts}
          value={starts}
          options={plans.map((one) => [one, one])}
          change={setStarts}
        />
      )}
    </Fields>
  );
}

const forms: Readonly<Record<DeclarationOutline["kind"], ComponentType<NewProps>>> = {
  plan: NewPlan,
  capability: NewCapability,
  event: NewEvent,
  fusion: NewFusion,
  trigger: NewTrigger,
  guardrail: NewGuardrail,
  policy: NewPolicy,
  scenario: NewScenario,
};
