import type { DeclarationOutline } from "@orchlang/editing/build";
import { type ComponentType, useState } from "react";
import { texts } from "../../texts.ts";
import type { Bench } from "./bench.ts";
import { NewCapability, NewEvent } from "./new-capability.tsx";
import { Fields, freshName, type NewProps, Select, severities, Text } from "./new-fields.tsx";
import { NewPolicy } from "./new-policy.tsx";
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
  const declare = (): void => {
    if (bench.act({ do: "declare", made: { declares: "plan", name, doc } }) === undefined) return;
    bench.choose({ kind: "plan", name });
    done();
  };
  return (
    <Fields declare={declare} done={done}>
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
  const declare = (): void => {
    const callee = bench.callables.find((one) => one.name === starts);
    // An event's fields are passed on under the names of the parameters.
    const given = (callee?.parameters ?? [])
      .filter(({ needed }) => needed)
      .map((one) => `${one.name}: ${source === "event" ? `event.${one.name}` : one.first}`);
    const start = `${starts}(${given.join(", ")})`;
    const made = { declares: "trigger", name, doc: "", on: `${source} ${which}`, start } as const;
    if (bench.act({ do: "declare", made }) === undefined) return;
    bench.choose({ kind: "trigger", name });
    done();
  };
  return (
    <Fields declare={declare} done={done}>
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

function NewGuardrail({ bench, done }: NewProps) {
  const [name, setName] = useState(freshName(bench, "rule_of_mine"));
  const [category, setCategory] = useState("safety");
  const [severity, setSeverity] = useState<string>("blocking");
  const rule = useRule(bench);
  const declare = (): void => {
    const made = { declares: "guardrail", name, doc: "", category, severity, rule: rule.text } as const;
    if (bench.act({ do: "declare", made }) === undefined) return;
    bench.choose({ kind: "guardrail", name });
    done();
  };
  return (
    <Fields declare={declare} done={done}>
      <Text label={words.name} value={name} change={setName} />
      <Text label={words.category} value={category} change={setCategory} />
      <Select
        label={words.severity}
        value={severity}
        options={severities.map((one) => [one, words.severities[one]])}
        change={setSeverity}
      />
      {rule.fields}
    </Fields>
  );
}

/** One more rule of a guardrail. */
export function NewRule({ bench, add }: { bench: Bench; add: (text: string) => void }) {
  const rule = useRule(bench);
  return (
    <div className="stack-s new-rule">
      {rule.fields}
      <div>
        <button type="button" className="button is-small" onClick={() => add(rule.text)}>
          {words.addClause}
        </button>
      </div>
    </div>
  );
}

const ruleWords = ["before", "never", "atMost", "followed", "cost"] as const;

/** A rule by its form and the actions that it is about. */
function useRule(bench: Bench) {
  const actions = bench.callables
    .filter(({ kind, module }) => kind !== "plan" && kind !== "goal" && module === bench.outline.module)
    .map(({ name }) => name);
  const [form, setForm] = useState<(typeof ruleWords)[number]>("before");
  const [first, setFirst] = useState(actions[0] ?? "");
  const [second, setSecond] = useState(actions[1] ?? actions[0] ?? "");
  const [number, setNumber] = useState("1");
  const text = {
    before: `${first} completed before ${second}`,
    never: `never ${first}`,
    atMost: `at most ${number} ${first}`,
    followed: `every ${first} followed by ${second}`,
    cost: `cost <= ${number}`,
  }[form];
  const named = actions.map((one) => [one, one] as const);
  const fields = (
    <>
      <Select
        label={words.ruleKind}
        value={form}
        options={ruleWords.map((one) => [one, words.ruleKinds[one]])}
        change={(one) => {
          const next = ruleWords.find((word) => word === one) ?? "before";
          setForm(next);
          setNumber(next === "cost" ? "$1" : "1");
        }}
      />
      {form !== "cost" && <Select label={words.action} value={first} options={named} change={setFirst} />}
      {(form === "before" || form === "followed") && (
        <Select label={words.other} value={second} options={named} change={setSecond} />
      )}
      {(form === "atMost" || form === "cost") && (
        <Text label={words.number} value={number} change={setNumber} />
      )}
    </>
  );
  return { text, fields };
}

const forms: Readonly<Record<DeclarationOutline["kind"], ComponentType<NewProps>>> = {
  plan: NewPlan,
  capability: NewCapability,
  event: NewEvent,
  trigger: NewTrigger,
  guardrail: NewGuardrail,
  policy: NewPolicy,
  scenario: NewScenario,
};
