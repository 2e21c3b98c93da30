import { useState } from "react";
import { texts } from "../../texts.ts";
import { Fields, freshName, type NewProps, Select, Text } from "./new-fields.tsx";

const words = texts.builder;

export const capabilityKinds = ["service", "tool", "human", "agent", "llm"] as const;
const effects = ["idempotent", "pure", "once"] as const;

/** A capability has an effect and a time limit, or it asks a person. */
export function NewCapability({ bench, done }: NewProps) {
  const [name, setName] = useState(freshName(bench, "action_of_mine"));
  const [doc, setDoc] = useState("");
  const [kind, setKind] = useState<(typeof capabilityKinds)[number]>("service");
  const [effect, setEffect] = useState<(typeof effects)[number]>("idempotent");
  const [latency, setLatency] = useState("30s");
  const [handler, setHandler] = useState("");
  const [role, setRole] = useState(bench.outline.roles[0] ?? "");
  const [question, setQuestion] = useState("");
  const asks = kind === "human";
  const clauses = {
    human: `ask ${role}\nshow ${JSON.stringify(question)}`,
    llm: `role executor\nprompt ${JSON.stringify(question)}\ncost <= $0.10\ntokens <= 2000`,
    other: handler === "" ? "" : `run module ${JSON.stringify(handler)}`,
  };
  const results = { human: "{ granted: Bool }", llm: "{ text: String }", other: "" };
  const form = asks || kind === "llm" ? kind : "other";
  const made = {
    declares: "capability",
    name,
    doc,
    kind,
    result: results[form],
    brief: asks ? "" : `${effect} <= ${latency}`,
    clauses: clauses[form],
  } as const;
  return (
    <Fields bench={bench} made={made} done={done}>
      <Select
        label={words.kind}
        value={kind}
        options={capabilityKinds.map((one) => [one, words.capabilityKinds[one]])}
        change={(next) => setKind(capabilityKinds.find((one) => one === next) ?? "service")}
      />
      <Text label={words.name} value={name} change={setName} />
      <Text label={words.description} value={doc} change={setDoc} />
      {!asks && (
        <>
          <Select
            label={words.effect}
            value={effect}
            options={effects.map((one) => [one, words.effects[one]])}
            change={(next) => setEffect(effects.find((one) => one === next) ?? "idempotent")}
          />
          <Text label={words.latency} value={latency} change={setLatency} />
        </>
      )}
      {asks && <Text label={words.role} value={role} change={setRole} list={bench.outline.roles} />}
      {asks || kind === "llm" ? (
        <Text label={words.question} value={question} change={setQuestion} />
      ) : (
        <Text label={words.handler} value={handler} change={setHandler} hint={words.handlerHint} />
      )}
    </Fields>
  );
}
