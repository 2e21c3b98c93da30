import { Ajv } from "ajv";

const options = { allErrors: true, useDefaults: true, strict: false, verbose: true } as const;

/** Bodies and path parameters are taken as they are: `"1"` is no number. */
export const strict = new Ajv(options);

/** Query strings are text: numbers and booleans in them are read by their schema. */
export const coercing = new Ajv({ ...options, coerceTypes: true });
