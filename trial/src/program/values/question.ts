import type { Draft, Value } from "../draft.ts";
import { joined, type Label } from "../types.ts";

interface Question {
  readonly text: string;
  readonly label: Label;
  /** The subject of a condition. One answer about it may settle all other conditions about it. */
  readonly key: string;
}

/** `undefined` where there is nothing to ask, or but one answer. */
export function questionAbout(draft: Draft, { text, type, label }: Value): Question | undefined {
  const { dice } = draft;
  const about = (asked: string): Question => ({ text: asked, label, key: text });
  switch (type.is) {
    case "bool":
      return about(text);
    case "int": {
      const [min, max] = [type.min ?? 0, type.max ?? 4];
      if (max <= min) return undefined;
      const least = dice.within(min, max - 1);
      return about(`${text} ${dice.one([">", ">", "==", "!=", "<="])} ${least}`);
    }
    case "code":
      return about(`${text} == "ab"`);
    case "quantity":
      return about(`${text} > 3${type.units[0]}`);
    case "done":
      return about(`${text} is ${dice.one(["done", "not_done", "unknown"])}`);
    case "text":
      return about(dice.chance(0.5) ? `${text} == "a"` : `${text}.size > 2`);
    case "money":
      return about(`${text} > $1`);
    case "ratio":
      return about(`${text} > 50%`);
    case "duration":
      return about(`${text} > 2s`);
    case "enum":
      return about(`${text} == ${type.name}.${dice.one(type.members)}`);
    case "union": {
      const { name, fields } = dice.one(type.cases);
      const field = fields.find((one) => one.type.is === "bool" || one.type.is === "int");
      // A field is read behind the question only of what a name leads to.
      if (field === undefined || !/^[\w.]+$/.test(text) || dice.chance(0.5))
        return about(`${text} is ${name}`);
      const asked = field.type.is === "bool" ? "" : " > 1";
      return {
        text: `(${text} is ${name} and ${text}.${field.name}${asked})`,
        label: joined(label, field.label),
        key: text,
      };
    }
    case "optional":
      return about(`${text} is ${dice.one(["some", "none", "not none"])}`);
    case "instant":
      return about(`${text}.${dice.one(["hour > 11", "weekday == 4", "time < 13:00", "date > 2026-01-01"])}`);
    case "date":
      return about(`${text}.weekday == 4`);
    case "float":
      return about(`${text} > 0.5`);
    case "map":
      return about(`${text}.size > 0`);
    case "list":
      if (type.of.is === "bool" && dice.chance(0.6)) return about(`${text}.any(x => x)`);
      if (type.of.is === "int" && dice.chance(0.6)) return about(`${text}.all(x => x > 1)`);
      return type.max > type.min ? about(`${text}.size > ${dice.within(type.min, type.max - 1)}`) : undefined;
    default:
      return undefined;
  }
}
