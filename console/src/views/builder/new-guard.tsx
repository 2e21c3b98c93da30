import { useState } from "react";
import { texts } from "../../texts.ts";
import type { Bench } from "./bench.ts";
import { Fields, freshName, type NewProps, Select, Text } from "./new-fields.tsx";

/* New guardrails and policies: both have a category and a severity, and are about actions of the file. */

const words = texts.builder;
const severities = ["blocking", "warning", "advisory", "informational"] as const;
const decisions = ["deny", "approval", "consent", "limit", "warn"] as const;

/** The parts that every rule has, and their fields. */
function useHead(bench: Bench, wanted: string) {
  const [name, setName] = useState(freshName(bench, wanted));
  const [category, setCategory] = useState("safety");
  const [severity, setSeverity] = useState<string>("blocking");
  const fields = (
    <>
      <Text label={words.name} value={name} change={setName} />
      <Text label={words.category} value={category} change={setCategory} />
      <Select
        label={words.severity}
        value={severity}
        options={severities.map((one) => [one, words.severities[one]])}
        change={setSeverity}
      />
    </>
  );
  return { head: { name, doc: "", category, severity }, fields };
}

function actionsIn({ callables, outline }: Bench): readonly string[] {
  return callables
    .filter(({ kind, module }) => kind !== "plan" && kind !== "goal" && module === outline.module)
    .map(({ name }) => name);
}

export function NewGuardrail({ bench, done }: NewProps) {
  const { head, fields } = useHead(bench, "rule_of_mine");
  const rule = useRule(bench);
  return (
    <Fields bench={bench} made={{ declares: "guardrail", ...head, rule: rule.text }} done={done}>
      {fields}
      {rule.fields}
    </Fields>
  );
}

/** A policy about an action: the decision, and when it is made. */
export function NewPolicy({ bench, done }: NewProps) {
  const { head, fields } = useHead(bench, "policy_of_mine");
  const actions = actionsIn(bench);
  const [on, setOn] = useState(actions[0] ?? "");
  const [decision, setDecision] = useState<(typeof decisions)[number]>("deny");
  const [text, setText] = useState("");
  const clause = {
    deny: `deny when ${text}`,
    approval: `require approval by ${text}`,
    consent: `require consent ${text}`,
    limit: `limit ${text}`,
    warn: `warn when ${text}`,
  }[decision];
  return (
    <Fields bench={bench} made={{ declares: "policy", ...head, on, clause }} done={done}>
      {fields}
      <Select label={words.on} value={on} options={actions.map((one) => [one, one])} change={setOn} />
      <Select
        label={words.decision}
        value={decision}
        options={decisions.map((one) => [one, words.decisions[one]])}
        change={(next) => setDecision(decisions.find((one) => one === next) ?? "deny")}
      />
      <Text
        label={words.decisionText}
        value={text}
        change={setText}
        hint={words.decisionHints[decision]}
        list={decision === "approval" ? bench.outline.roles : []}
      />
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
  const actions = actionsIn(bench);
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
