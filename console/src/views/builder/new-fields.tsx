import type { NewDeclaration } from "@orchlang/editing/build";
import { type ReactNode, useId } from "react";
import { texts } from "../../texts.ts";
import type { Bench } from "./bench.ts";

/* The parts of the forms of new declarations. */

const words = texts.builder;

export interface NewProps {
  readonly bench: Bench;
  done(): void;
}

/** A name that no declaration has. */
export function freshName({ outline }: Bench, wanted: string): string {
  const taken = new Set(outline.declarations.map(({ name }) => name));
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
  return name;
}

/** The fields of a new declaration. It is made, and opened in its form. */
export function Fields({ bench, made, title = made.name, done, children }: FieldsProps) {
  const declare = (): void => {
    if (bench.act({ do: "declare", made }) === undefined) return;
    bench.choose({ kind: made.declares, name: title });
    done();
  };
  return (
    <form
      className="stack-s new-declaration"
      onSubmit={(event) => {
        event.preventDefault();
        declare();
      }}
    >
      {children}
      <div className="row">
        <button type="submit" className="button is-small is-primary">
          {words.declare}
        </button>
        <button type="button" className="button is-small" onClick={done}>
          {texts.cancel}
        </button>
      </div>
    </form>
  );
}

interface FieldsProps extends NewProps {
  readonly made: NewDeclaration;
  /** The name that the outline shows; left out: the declaration's own. */
  readonly title?: string;
  readonly children: ReactNode;
}

export function Text({ label, value, change, hint, list = [] }: TextProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={value}
        placeholder={hint}
        list={list.length > 0 ? `${id}-list` : undefined}
        spellCheck={false}
        onChange={({ target }) => change(target.value)}
      />
      {list.length > 0 && (
        <datalist id={`${id}-list`}>
          {list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </div>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  change(value: string): void;
  readonly hint?: string;
  readonly list?: readonly string[];
}

export function Select({ label, value, options, change }: SelectProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => change(target.value)}>
        {options.map(([one, says]) => (
          <option key={one} value={one}>
            {says}
          </option>
        ))}
      </select>
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, says: string])[];
  change(value: string): void;
}
