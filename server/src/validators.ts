import { Ajv } from "ajv";

const options = {
  allErrors: true,
  useDefaults: true,
  strict: false,
  verbose: true,
  // A start compiles some hundred schemas, whose code is no faster once it is optimised.
  code: { optimize: false },
  // They are our own: a test holds them against the schema of schemas, which takes longer to compile than most.
  meta: false,
  validateSchema: false,
} as const;

/** Bodies and path parameters are taken as they are: `"1"` is no number. */
export const strict = new Ajv(options);

/** Query strings are text: numbers and booleans in them are read by their schema. */
export const coercing = new Ajv({ ...options, coerceTypes: true });
