import { anything, type Check, fault, got, isRecord, isTooDeep } from "./walk.ts";

export function listOf(item: Check): Check {
  return (value, walk, depth) => {
    if (!Array.isArray(value)) {
      fault(walk, depth, `a list, not ${got(value)}`);
    } else if (!isTooDeep(walk, depth)) {
      for (let index = 0; index < value.length; index++) {
        walk.segments[depth] = index;
        item(value[index], walk, depth + 1);
      }
    }
  };
}

/** A record by name. Documents come from `JSON.parse`: their fields are all their own. */
export function mapOf(item: Check): Check {
  return (value, walk, depth) => {
    if (!isRecord(value)) {
      fault(walk, depth, `a record, not ${got(value)}`);
    } else if (!isTooDeep(walk, depth)) {
      for (const name in value) {
        walk.segments[depth] = name;
        if (name === "__proto__") fault(walk, depth + 1, "this name can't be used");
        else item(value[name], walk, depth + 1);
      }
    }
  };
}

/** A record whose content is not looked into. */
export const openRecord: Check = (value, walk, depth) => {
  if (isRecord(value)) anything(value, walk, depth);
  else fault(walk, depth, `a record, not ${got(value)}`);
};

/** A record of exactly these fields, of which those in `required` have to be there. */
export function recordOf(fields: ReadonlyMap<string, Check>, required: readonly string[]): Check {
  const obligatory = new Set(required);
  const slots = new Map(
    [...fields].map(([name, check]) => [name, { check, counts: obligatory.has(name) ? 1 : 0 }]),
  );
  return (value, walk, depth) => {
    if (!isRecord(value)) {
      fault(walk, depth, `a record, not ${got(value)}`);
    } else if (!isTooDeep(walk, depth)) {
      let found = 0;
      for (const name in value) {
        walk.segments[depth] = name;
        const slot = slots.get(name);
        if (slot === undefined) {
          fault(walk, depth + 1, "there is no such field here");
        } else {
          found += slot.counts;
          slot.check(value[name], walk, depth + 1);
        }
      }
      if (found === required.length) return;
      for (const name of required) {
        if (!Object.hasOwn(value, name)) fault(walk, depth, `\`${name}\` is missing`);
      }
    }
  };
}
