import type { DeclarationOutline } from "@orchlang/editing/build";
import { useState } from "react";
import { texts } from "../../texts.ts";
import { type Bench, faultIn } from "./bench.ts";
import { ClauseList } from "./clause-list.tsx";
import { CommitField } from "./commit-field.tsx";
import { NewRule, NewTrigger } from "./new-declaration.tsx";

const words = texts.builder;

/** The form of a plan, trigger or guardrail: basic information, clauses, rules, what starts it. */
export function DeclarationForm({ bench, one }: { bench: Bench; one: DeclarationOutline }) {
  const at = one.span.start;
  return (
    <section className="card stack" aria-labelledby="form-title">
      <h2 id="form-title">{words.basics}</h2>
      <CommitField
        label={words.name}
        value={one.name}
        commit={(name) => {
          if (bench.rename(one.nameAt, name.trim())) bench.choose({ kind: one.kind, name: name.trim() });
        }}
      />
      <CommitField
        label={words.description}
        value={one.doc}
        isLong
        commit={(doc) => bench.act({ do: "describe", at, doc })}
      />
      {one.kind === "plan" && <Signature key={one.parameters.join()} bench={bench} one={one} />}
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
          offered={one.kind === "plan" ? planWords : triggerWords}
          repeated={["on"]}
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

const planWords = ["timeout", "priority", "fails", "overlap"];
const triggerWords = ["when", "debounce", "throttle", "overlap", "priority", "missed", "on"];

function Signature({ bench, one }: { bench: Bench; one: DeclarationOutline }) {
  const [isAdding, setAdding] = useState(false);
  const at = one.span.start;
  const sign = (parameters: readonly string[], result: string): void => {
    const kept = parameters.map((text) => text.trim()).filter((text) => text !== "");
    bench.act({ do: "sign", at, parameters: kept.join(", "), result });
  };
  return (
    <fieldset className="stack-s">
      <legend>{words.parameters}</legend>
      {one.parameters.map((text, index) => (
        <CommitField
          key={text}
          label={words.parameter(index + 1)}
          value={text}
          commit={(next) => sign(one.parameters.with(index, next), one.result)}
        />
      ))}
      {isAdding && (
        <CommitField
          label={words.parameter(one.parameters.length + 1)}
          value=""
          hint={words.parameterHint}
          commit={(next) => sign([...one.parameters, next], one.result)}
        />
      )}
      {!isAdding && (
        <div>
          <button type="button" className="button is-small" onClick={() => setAdding(true)}>
            {words.addParameter}
          </button>
        </div>
      )}
      <CommitField
        label={words.result}
        value={one.result}
        hint={words.resultHint}
        commit={(next) => sign(one.parameters, next)}
      />
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
