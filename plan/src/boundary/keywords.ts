import type { Ajv2020, SchemaValidateFunction } from "ajv/dist/2020.js";
import type { Json } from "../shapes/json.ts";
import { normaliserOf } from "./normalise.ts";

/** What `admissionSchema` writes beside JSON Schema's own keywords. */
export function addKeywords(ajv: Ajv2020, extra: "fault" | "drop"): void {
  ajv.addKeyword("x-orch");
  ajv.addKeyword("x-name");
  ajv.addKeyword({ keyword: "admits", modifying: true, errors: "full", validate: admits(extra) });
  ajv.addKeyword({ keyword: "leaveOut", modifying: true, valid: true, errors: false, validate: leaveOut });
}

/** Checks and replaces a value by the normaliser of its type. */
function admits(extra: "fault" | "drop"): SchemaValidateFunction {
  const validate: SchemaValidateFunction = (tag: Json, data: Json, _schema, context) => {
    const normalise = normaliserOf(tag);
    if (normalise === undefined || context === undefined) return true;
    const normal = normalise(data, extra);
    if ("ok" in normal) {
      context.parentData[context.parentDataProperty] = normal.ok;
      return true;
    }
    validate.errors = [{ keyword: "admits", message: normal.fault, params: {} }];
    return false;
  };
  return validate;
}

/** None in a record is a field that isn't there; in a list it stands as it is. */
const leaveOut: SchemaValidateFunction = (_on, _data, _schema, context) => {
  if (
    context !== undefined &&
    !Array.isArray(context.parentData) &&
    context.rootData !== context.parentData
  ) {
    delete context.parentData[context.parentDataProperty];
  }
  return true;
};
