import { useState } from "react";
import { texts } from "../../texts.ts";
import { Fields, freshName, type NewProps, Select, Text } from "./new-fields.tsx";

const words = texts.builder;

export function NewEvent({ bench, done }: NewProps) {
  const [name, setName] = useState(freshName(bench, "event_of_mine"));
  const [doc, setDoc] = useState("");
  const [from, setFrom] = useState("sensors");
  const [category, setCategory] = useState("incident");
  return (
    <Fields bench={bench} made={{ declares: "event", name, doc, from, category }} done={done}>
      <Text label={words.name} value={name} change={setName} />
      <Text label={words.description} value={doc} change={setDoc} />
      <Text label={words.from} value={from} change={setFrom} />
      <Text label={words.category} value={category} change={setCategory} />
    </Fields>
  );
}

/** One event of two that come close to each other in time. Its fields come from the fields of both. */
export function NewFusion({ bench, done }: NewProps) {
  const { events } = bench.outline;
  const [name, setName] = useState(freshName(bench, "fusion_of_mine"));
  const [doc, setDoc] = useState("");
  const [first, setFirst] = useState(events[0] ?? "");
  const [second, setSecond] = useState(events[1] ?? events[0] ?? "");
  const [within, setWithin] = useState("5m");
  const [parameters, setParameters] = useState("");
  const [emit, setEmit] = useState("");
  const made = {
    declares: "fusion",
    name,
    doc,
    parameters,
    join: `${first} as first, ${second} as second`,
    within,
    emit: `{ ${emit} }`,
  } as const;
  const named = events.map((one) => [one, one] as const);
  return (
    <Fields bench={bench} made={made} done={done}>
      <Text label={words.name} value={name} change={setName} />
      <Text label={words.description} value={doc} change={setDoc} />
      <Select label={words.firstEvent} value={first} options={named} change={setFirst} />
      <Select label={words.secondEvent} value={second} options={named} change={setSecond} />
      <Text label={words.apart} value={within} change={setWithin} />
      <Text label={words.fields} value={parameters} change={setParameters} hint={words.fieldHint} />
      <Text label={words.fieldValues} value={emit} change={setEmit} hint={words.fieldValuesHint} />
    </Fields>
  );
}
