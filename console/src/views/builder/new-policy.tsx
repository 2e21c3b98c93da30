import { useState } from "react";
import { texts } from "../../texts.ts";
import { Fields, freshName, type NewProps, Select, severities, Text } from "./new-fields.tsx";

const words = texts.builder;

const decisions = ["deny", "approval", "consent", "limit", "warn"] as const;

/** A policy about an action: the decision, and when it is made. */
export function NewPolicy({ bench, done }: NewProps) {
  const actions = bench.callables
    .filter(({ kind, module }) => kind !== "plan" && kind !== "goal" && module === bench.outline.module)
    .map((one) => one.name);
  const [name, setName] = useState(freshName(bench, "policy_of_mine"));
  const [category, setCategory] = useState("safety");
  const [severity, setSeverity] = useState<string>("blocking");
  const [on, setOn] = useState(actions[0] ?? "");
  const [decision, setDecision] = useState<(typeof decisions)[number]>("deny");
  const [text, setText] = useState("");
  const declare = (): void => {
    const clause = {
      deny: `deny when ${text}`,
      approval: `require approval by ${text}`,
      consent: `require consent ${text}`,
      limit: `limit ${text}`,
      warn: `warn when ${text}`,
    }[decision];
    const made = { declares: "policy", name, doc: "", category, severity, on, clause } as const;
    if (bench.act({ do: "declare", made }) === undefined) return;
    bench.choose({ kind: "policy", name });
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
