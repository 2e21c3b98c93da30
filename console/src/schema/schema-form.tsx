import { useId } from "react";
import { texts } from "../texts.ts";
import { asWords } from "../words/names.ts";
import { askedFields, type Draft, type Fault, type Field, type Form } from "./fields.ts";

const words = texts.form;

/** The fields of an answer. Faults are shown once somebody has tried to send. */
export function SchemaForm({ form, draft, change, faults, except }: SchemaFormProps) {
  return askedFields(form, draft)
    .filter(({ name }) => name !== except)
    .map((field) => (
      <FieldInput
        key={field.name}
        field={field}
        text={draft[field.name] ?? ""}
        fault={faults[field.name]}
        change={(text) => change({ ...draft, [field.name]: text })}
      />
    ));
}

interface SchemaFormProps {
  readonly form: Form;
  readonly draft: Draft;
  change(draft: Draft): void;
  readonly faults: Readonly<Record<string, Fault>>;
  /** A field that is asked elsewhere. */
  readonly except?: string | undefined;
}

function FieldInput({ field, text, fault, change }: FieldInputProps) {
  const id = useId();
  const label = field.name === "" ? words.answer : asWords(field.name);
  const about = fault === undefined ? hintOf(field) : undefined;
  const shared = {
    id,
    value: text,
    "aria-invalid": fault !== undefined,
    "aria-describedby": `${id}-about`,
    onChange: ({ target }: { readonly target: { readonly value: string } }) => change(target.value),
  };
  if (field.kind === "yes-no")
    return (
      <fieldset className="field" aria-describedby={`${id}-about`}>
        <legend>
          {label}
          {field.isOptional && <span className="quiet"> {words.optional}</span>}
        </legend>
        <div className="row">
          {(["yes", "no"] as const).map((value) => (
            <label key={value} className="row">
              <input type="radio" name={id} checked={text === value} onChange={() => change(value)} />
              {words[value]}
            </label>
          ))}
        </div>
        <p id={`${id}-about`} className="fault">
          {fault === undefined ? "" : words.faults[fault]}
        </p>
      </fieldset>
    );
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {field.isOptional && <span className="quiet"> {words.optional}</span>}
      </label>
      <Input field={field} shared={shared} />
      <p id={`${id}-about`} className={fault === undefined ? "hint" : "fault"}>
        {fault === undefined ? about : words.faults[fault]}
      </p>
    </div>
  );
}

interface FieldInputProps {
  readonly field: Field;
  readonly text: string;
  readonly fault: Fault | undefined;
  change(text: string): void;
}

function Input({ field, shared }: { field: Field; shared: SharedProps }) {
  switch (field.kind) {
    case "choice":
      return (
        <select {...shared}>
          <option value="">{words.choose}</option>
          {field.options.map((option) => (
            <option key={option} value={option}>
              {asWords(option)}
            </option>
          ))}
        </select>
      );
    case "number":
      return <input {...shared} inputMode="decimal" />;
    case "money":
      return (
        <input
          {...shared}
          inputMode="text"
          placeholder={field.currency === undefined ? "12.50 USD" : "12.50"}
        />
      );
    case "text":
      return field.isLong ? <textarea {...shared} rows={2} /> : <input {...shared} />;
    case "json":
    case "yes-no":
      return <textarea {...shared} className="mono" rows={4} spellCheck={false} />;
  }
}

interface SharedProps {
  readonly id: string;
  readonly value: string;
  onChange(event: { readonly target: { readonly value: string } }): void;
}

function hintOf(field: Field): string {
  if (field.kind === "json") return words.jsonHint;
  if (field.kind === "money") return field.currency ?? words.moneyHint;
  if (field.kind !== "number" || (field.least === undefined && field.most === undefined)) return "";
  return words.range(field.least, field.most);
}
