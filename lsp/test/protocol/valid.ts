import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const modules = here("../../../node_modules");

/** A message of the server: an answer under the method that was asked, what it says unasked under its own. */
export interface Said {
  readonly method: string;
  readonly value: unknown;
}

/**
 * What is not as the protocol has it, in words. The shapes are those of `messages.ts`, made into a JSON Schema out of
 * the declarations of the protocol's library, where nothing may stand that they do not name.
 */
export function invalidOf(said: readonly Said[]): readonly string[] {
  return said.flatMap(({ method, value }) => validate(method, value));
}

type Schema = { readonly definitions: Record<string, object>; readonly properties: Record<string, object> };

/** Kept between runs: making it takes seconds. */
async function schemaOf(): Promise<Schema> {
  const versions = ["vscode-languageserver-protocol", "ts-json-schema-generator"].map(
    (name) => JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version as string,
  );
  const texts = ["messages.ts", "../../src/requests.ts"].map((file) => readFileSync(here(file), "utf8"));
  const digest = createHash("sha256").update(texts.join("\n")).digest("hex").slice(0, 16);
  const kept = join(modules, ".cache/orch", `protocol-${versions.join("-")}-${digest}.json`);
  try {
    return JSON.parse(readFileSync(kept, "utf8")) as Schema;
  } catch {
    // It was not made yet.
    const made = await generated();
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(`${kept}.${process.pid}`, JSON.stringify(made));
    renameSync(`${kept}.${process.pid}`, kept);
    return made;
  }
}

async function generated(): Promise<Schema> {
  const { createGenerator } = await import("ts-json-schema-generator");
  const generator = createGenerator({
    path: here("messages.ts"),
    tsconfig: here("tsconfig.json"),
    type: "Messages",
    skipTypeCheck: true,
    topRef: false,
    jsDoc: "none",
    additionalProperties: false,
  });
  const { definitions, properties } = generator.createSchema("Messages") as unknown as Schema;
  // To TypeScript these are numbers.
  const whole = {
    uinteger: { type: "integer", minimum: 0, maximum: 2 ** 31 - 1 },
    integer: { type: "integer" },
  };
  return { definitions: { ...definitions, ...whole }, properties };
}

function compiled({
  definitions,
  properties,
}: Schema): (method: string, value: unknown) => readonly string[] {
  const ajv = new Ajv({ strict: false, allErrors: false });
  ajv.addSchema({ $id: "protocol", definitions, properties });
  const of = (method: string) =>
    ajv.compile({ $ref: `protocol#/properties/${encodeURIComponent(method.replaceAll("/", "~1"))}` });
  const known = new Map<string, ReturnType<typeof of>>();
  return (method, value) => {
    // A plan file has a schema of its own.
    if (method === "orch/planFile") return [];
    if (!(method in properties)) return [`${method} is not among the messages`];
    const validate = known.get(method) ?? of(method);
    known.set(method, validate);
    if (validate(value)) return [];
    const [fault] = validate.errors ?? [];
    return [`${method}: ${fault?.instancePath} ${fault?.message} in ${JSON.stringify(value).slice(0, 400)}`];
  };
}

/** All that can be asked or said by the protocol here. */
export const methods: readonly string[] = Object.keys((await schemaOf()).properties);

const validate = compiled(await schemaOf());
