import type { DeclarationOutline } from "@orchlang/editing/build";
import { useState } from "react";
import { texts } from "../../texts.ts";
import { type Bench, faultIn } from "./bench.ts";
import { ClauseList } from "./clause-list.tsx";
import { CommitField } from "./commit-field.tsx";
import { capabilityKinds } from "./new-capability.tsx";
import { NewTrigger } from "./new-declaration.tsx";
import { NewRule } from "./new-guard.tsx";

const words = texts.builder;

/** The form of a declaration: basic information, what it takes and gives, clauses, rules, what starts it. */
export function DeclarationForm({ bench, one }: { bench: Bench; one: DeclarationOutline }) {
  const at = one.span.start;
  return (
    <section className="card stack" aria-labelledby="form-title">
      <h2 id="form-title">{words.basics}</h2>
      {one.kind === "scenario" ? (
        <Title bench={bench} one={one} />
      ) : (
        <CommitField
          label={words.name}
          value={one.name}
          commit={(name) => {
            if (bench.rename(one.nameAt, name.trim())) bench.choose({ kind: one.kind, name: name.trim() });
          }}
        />
      )}
      <CommitField
        label={words.description}
        value={one.doc}
        isLong
        commit={(doc) => bench.act({ do: "describe", at, doc })}
      />
      {(one.kind === "plan" || one.kind === "capability" || hasFields(one)) && (
        <Signature key={one.parameters.join()} bench={bench} one={one} />
      )}
      {one.parts
        .filter(({ role }) => role !== "title")
        .map(({ role, text, span }) => (
          <CommitField
            key={role}
            label={words.roles[role]}
            value={text}
            list={choicesFor(bench, role)}
            fault={faultIn(bench, span)}
            commit={(next) => bench.act({ do: "replace", ...span, text: next })}
          />
        ))}
      {one.heading !== "" && (
        <p className="small">
          <span className="quiet">{words.heading}</span> <code>{one.heading}</code>
        </p>
      )}
      {one.kind === "guardrail" ? (
        <Rules bench={bench} one={one} />
      ) : (
        <ClauseList
          bench={bench}
          title={words.clauses}
          word={words.clauseWord}
          owner={at}
          clauses={one.clauses}
          offered={offeredFor(one)}
          repeated={repeated[one.kind]}
        />
      )}
      {one.kind === "plan" && <StartedBy bench={bench} one={one} />}
      <div>
        <button
          type="button"
          className="button is-small is-danger"
          onClick={() => {
            if (bench.act({ do: "remove declaration", at }) !== undefined) bench.choose(undefined);
          }}
        >
          {words.removeDeclaration}
        </button>
      </div>
    </section>
  );
}

/** The words of the clauses that each kind of declaration may have. */
const clauseWords: Readonly<Record<DeclarationOutline["kind"], readonly string[]>> = {
  plan: ["timeout", "priority", "fails", "overlap"],
  capability: [
    ...["effect", "latency", "cost", "energy", "tokens", "run", "undo", "confirm", "irreversible", "fails"],
    ...["ensures", "scope", "clearance", "uses", "touches", "at", "tags", "heartbeat", "charged"],
  ],
  event: ["from", "category", "priority", "dedupe"],
  fusion: ["join", "within", "near", "by", "where", "late", "emit", "category", "priority"],
  trigger: ["when", "debounce", "throttle", "overlap", "priority", "missed", "on"],
  guardrail: [],
  policy: ["deny", "allow", "warn", "defer", "require", "limit", "record", "on"],
  scenario: ["given", "answer", "fault", "operator", "expect"],
};

/** Those that may stand several times. */
const repeated: Readonly<Record<DeclarationOutline["kind"], readonly string[]>> = {
  plan: [],
  capability: ["ensures", "scope", "uses", "touches"],
  event: [],
  fusion: [],
  trigger: ["on"],
  guardrail: [],
  policy: ["deny", "allow", "warn", "defer", "require", "limit", "record"],
  scenario: clauseWords.scenario,
};

/** A capability has effect and time limit in front of its braces or in them, and what its kind asks for. */
function offeredFor({ kind, parts }: DeclarationOutline): readonly string[] {
  const all = clauseWords[kind];
  if (kind !== "capability") return all;
  const own = parts.find(({ role }) => role === "kind")?.text;
  const asked = own === "human" ? ["ask", "show"] : own === "llm" ? ["role", "prompt"] : [];
  const isBrief = parts.some(({ role }) => role === "effect");
  return [...asked, ...all.filter((word) => !isBrief || (word !== "effect" && word !== "latency"))];
}

function choicesFor(
  bench: Bench,
  role: DeclarationOutline["parts"][number]["role"],
): readonly string[] | undefined {
  if (role === "kind") return capabilityKinds;
  if (role !== "target") return undefined;
  const isTarget = ({ kind }: DeclarationOutline): boolean => kind === "plan" || kind === "trigger";
  return bench.outline.declarations.filter(isTarget).map(({ name }) => name);
}

/** The title of a scenario, without its quotes. */
function Title({ bench, one }: { bench: Bench; one: DeclarationOutline }) {
  const title = one.parts.find(({ role }) => role === "title");
  if (title === undefined) return null;
  return (
    <CommitField
      label={words.roles.title}
      value={one.name}
      commit={(name) => {
        const text = JSON.stringify(name.trim());
        if (bench.act({ do: "replace", ...title.span, text }) === undefined) return;
        bench.choose({ kind: "scenario", name: name.trim() });
      }}
    />
  );
}

/** Events and fused events have fields, and give nothing. */
function hasFields({ kind }: DeclarationOutline): boolean {
  return kind === "event" || kind === "fusion";
}

function Signature({ bench, one }: { bench: Bench; one: DeclarationOutline }) {
  const [isAdding, setAdding] = useState(false);
  const at = one.span.start;
  const isEvent = hasFields(one);
  const label = isEvent ? words.field : words.parameter;
  const sign = (parameters: readonly string[], result: string): void => {
    const kept = parameters.map((text) => text.trim()).filter((text) => text !== "");
    bench.act({ do: "sign", at, parameters: kept.join(", "), result });
  };
  return (
    <fieldset className="stack-s">
      <legend>{isEvent ? words.fields : words.parameters}</legend>
      {one.parameters.map((text, index) => (
        <CommitField
          key={text}
          label={label(index + 1)}
          value={text}
          commit={(next) => sign(one.parameters.with(index, next), one.result)}
        />
      ))}
      {isAdding && (
        <CommitField
          label={label(one.parameters.length + 1)}
          value=""
          hint={isEvent ? words.fieldHint : words.parameterHint}
          commit={(next) => sign([...one.parameters, next], one.result)}
        />
      )}
      {!isAdding && (
        <div>
          <button type="button" className="button is-small" onClick={() => setAdding(true)}>
            {isEvent ? words.addField : words.addParameter}
          </button>
        </div>
      )}
      {!isEvent && (
        <CommitField
          label={words.result}
          value={one.result}
          hint={words.resultHint}
          commit={(next) => sign(one.parameters, next)}
        />
      )}
    </fieldset>
  );
}

function Rules({ bench, one }: { bench: Bench; one: DeclarationOutline }) {
  const of = one.span.start;
  return (
    <fieldset className="stack-s">
      <legend>{words.rules}</legend>
      {one.clauses.map((rule, index) => (
        <div key={rule.span.start} className="clause">
          <CommitField
            label={words.rule(index + 1)}
            value={rule.text}
            fault={faultIn(bench, rule.span)}
            commit={(text) => bench.act({ do: "clause", of, at: rule.span.start, text })}
          />
          <button
            type="button"
            className="button is-small is-plain"
            aria-label={`${words.remove} ${words.rule(index + 1)}`}
            onClick={() => bench.act({ do: "clause", of, at: rule.span.start })}
          >
            {words.remove}
          </button>
        </div>
      ))}
      <NewRule bench={bench} add={(text) => bench.act({ do: "clause", of, text })} />
    </fieldset>
  );
}

/** The triggers that start a plan. */
function StartedBy({ bench, one }: { bench: Bench; one: DeclarationOutline }) {
  const [isAdding, setAdding] = useState(false);
  const own = bench.outline.declarations.filter(
    ({ kind, clauses }) =>
      kind === "trigger" &&
      clauses.some(({ word, text }) => word === "start" && text.split("(")[0]?.trim() === one.name),
  );
  return (
    <fieldset className="stack-s">
      <legend>{words.startedBy}</legend>
      {own.length === 0 && <p className="quiet small">{words.nothingStarts}</p>}
      {own.map(({ name, clauses }) => (
        <div key={name}>
          <button
            type="button"
            className="button is-small is-plain"
            onClick={() => bench.choose({ kind: "trigger", name })}
          >
            {name}
          </button>{" "}
          <code className="small quiet">{clauses.find(({ word }) => word === "on")?.text}</code>
        </div>
      ))}
      {isAdding ? (
        <NewTrigger bench={bench} plan={one.name} done={() => setAdding(false)} />
      ) : (
        <div>
          <button type="button" className="button is-small" onClick={() => setAdding(true)}>
            {words.addTrigger}
          </button>
        </div>
      )}
    </fieldset>
  );
}
