import type { JsonObject } from "@orchlang/plan";

const confidentiality = { enum: ["public", "internal", "personal", "secret"] };
const moduleName = {
  type: "string",
  pattern: "^[^\\s.]+(\\.[^\\s.]+)*$",
  $comment: "the name of a module, as `org.rules`",
};

const texts = { type: "object", additionalProperties: { type: "string" } };

const price = {
  type: "string",
  pattern: "^\\d+(\\.\\d+)?$",
  $comment: 'money for a million tokens as text, as `"0.15"`',
};

const provider = {
  type: "object",
  properties: {
    kind: { enum: ["openai", "anthropic", "google", "openai-compatible"] },
    key: {
      type: "string",
      pattern: "^[A-Z_][A-Z0-9_]*$",
      writeOnly: true,
      $comment: "the name of an environment variable, as `OPENAI_API_KEY`; keys never stand in orch.json",
      description: "The environment variable that has the key.",
    },
    url: {
      type: "string",
      pattern: "^(https://|http://(localhost|127\\.|\\[::1\\]))",
      $comment: "an address that begins with `https://`, or with `http://` on this machine",
    },
    tier: {
      enum: ["device", "edge", "cloud"],
      description: "Where its models run. Default: device if its address is on this machine, else cloud.",
    },
    structured: {
      type: "boolean",
      description: "Whether it takes a JSON Schema with a question. Default: true.",
    },
  },
  additionalProperties: false,
};

const model = {
  type: "object",
  properties: {
    provider: { type: "string" },
    model: { type: "string", description: "Its name at the provider." },
    roles: {
      type: "array",
      items: { enum: ["planner", "executor", "verifier", "auditor", "synthesizer"] },
      description: "Default: all.",
    },
    clearance: { ...confidentiality, description: "Default: internal." },
    family: { type: "string", description: "Default: the first word of its name." },
    rates: {
      type: "object",
      properties: {
        input: price,
        output: price,
        cached: price,
        currency: {
          type: "string",
          pattern: "^[A-Z]{3}$",
          $comment: "the three capitals of ISO 4217, as `EUR`",
        },
      },
      additionalProperties: false,
      description: "Money for a million tokens. Default: those of the price list.",
    },
    latency: { type: "integer", minimum: 1, description: "ms that an answer usually takes." },
  },
  additionalProperties: false,
};

/** `orch.json` in JSON Schema (draft 2020-12): for editors, and what the compiler itself goes by. `$comment`: in words. */
export const projectSchema: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "orch.json",
  description: "A project of orch modules.",
  type: "object",
  properties: {
    $schema: { type: "string" },
    name: { type: "string", description: "For readers." },
    roots: {
      type: "array",
      items: { type: "string" },
      description: "Folders in which `a/b.orch` is the module `a.b`. Default: the project's folder.",
    },
    packages: {
      type: "array",
      items: { type: "string" },
      description: "npm packages whose modules can be imported.",
    },
    bind: {
      type: "array",
      items: moduleName,
      description: "Modules whose policies and guardrails hold for every plan of the project.",
    },
    zone: { type: "string", description: "IANA time zone of `.hour`, `.time` and `.date`. Default: UTC." },
    currency: {
      type: "string",
      pattern: "^[A-Z]{3}$",
      $comment: "the three capitals of ISO 4217, as `EUR`",
      description: "ISO 4217: the currency of `Money` if nothing else decides. Default: USD.",
    },
    engine: {
      enum: ["device", "edge", "cloud"],
      description: "Where the engine runs, and with it every call without `at`. Default: device.",
    },
    models: {
      type: "object",
      properties: {
        providers: { type: "object", additionalProperties: provider, description: "Services, by name." },
        models: {
          type: "object",
          additionalProperties: model,
          description: "Models that an `llm` may ask, by name.",
        },
        prefer: {
          enum: ["order", "cost", "latency", "learned"],
          description: "The model that is asked first, where several fit. Default: the first in the text.",
        },
      },
      additionalProperties: false,
      description: "The models that carry out each `llm`.",
    },
    memory: {
      type: "object",
      properties: {
        file: {
          type: "string",
          description:
            "The SQLite file of `std.memory`, relative to this file, or a PostgreSQL database, `postgres://…`. It may name variables of the environment, in braces behind a dollar.",
        },
        vectors: {
          type: "string",
          description:
            "The name of a model of `models.models`, on this machine and without a price, that computes vectors of texts. Default: texts are found by their words.",
        },
      },
      additionalProperties: false,
      description: "Where the memories of `std.memory` are kept.",
    },
    mcp: {
      type: "object",
      additionalProperties: {
        type: "object",
        properties: {
          command: { type: "string", description: "The program that is started, in the project's folder." },
          args: { type: "array", items: { type: "string" } },
          env: { ...texts, description: "Beside a few harmless variables that it inherits." },
          url: { type: "string", description: "The address of a server that is reached over HTTP." },
          headers: texts,
        },
        additionalProperties: false,
      },
      description:
        "MCP servers by name: `{ command, args, env }` or `{ url, headers }`. Texts may name variables of the environment, in braces behind a dollar.",
    },
    handlers: {
      type: "object",
      additionalProperties: {
        type: "object",
        properties: {
          run: {
            type: "string",
            pattern: "^.+#\\w+$",
            $comment: "a module and its export, as `./city.mjs#writeAudit`",
            description:
              "The code, where the program names none. The path is relative to this file. `std.memory#get` is an operation of the memory.",
          },
          concurrency: {
            type: "integer",
            minimum: 1,
            description: "Calls at once. The others wait their turn.",
          },
          memory: {
            type: "string",
            pattern: "^\\d+(\\.\\d+)?\\s?(MB|GB|MiB|GiB)$",
            $comment: "an amount of memory, as `256MB`",
            description: "The heap of a module's thread.",
          },
          timeLimit: {
            type: "string",
            pattern: "^(\\d+(\\.\\d+)?\\s?(ms|[wdhms])\\s?)+$",
            $comment: "a time, as `30s`",
            description: "The limit of one attempt, in addition to the plan's.",
          },
        },
        additionalProperties: false,
      },
      description: "Code and limits of capabilities' handlers here, by the capability's full name.",
    },
    handlerFolders: {
      type: "array",
      items: { type: "string" },
      description: "Folders beside the project's own that modules of handlers may lie in.",
    },
    clearances: {
      type: "object",
      properties: {
        device: confidentiality,
        edge: confidentiality,
        cloud: confidentiality,
        journal: confidentiality,
      },
      additionalProperties: false,
      description: "Up to what label each tier, and the journal, may be given data.",
    },
    untrusted: {
      type: "array",
      items: { type: "string" },
      description: "Sources of occurrences whose fields strangers may have written.",
    },
    history: {
      type: "object",
      additionalProperties: {
        type: "string",
        pattern: "^(\\d+(\\.\\d+)?\\s?(ms|[wdhms])\\s?)+$",
        $comment: "a time, as `7d`",
      },
      description: "How long is remembered what a signal or flag was, by its full name.",
    },
    sources: {
      type: "object",
      additionalProperties: {
        type: "object",
        properties: {
          perSecond: {
            type: "integer",
            minimum: 1,
            description: "Reports allowed in a second. More are refused.",
          },
          debounce: {
            type: "string",
            pattern: "^(\\d+(\\.\\d+)?\\s?(ms|[wdhms])\\s?)+$",
            $comment: "a time, as `2s`",
            description: "An event of it counts at once, and again only once it was quiet for so long.",
          },
        },
        additionalProperties: false,
      },
      description: "Rate limits of sources of readings and events, by name.",
    },
    categories: {
      type: "object",
      additionalProperties: {
        type: "object",
        properties: {
          priority: {
            enum: ["critical", "high", "normal", "low", "info"],
            description: "The priority of events without one.",
          },
          perSecond: {
            type: "integer",
            minimum: 1,
            description:
              "How many of its events may come in a second, of all sources together. More is refused.",
          },
        },
        additionalProperties: false,
      },
      description: "Rules for all events of a category, by its word.",
    },
  },
  additionalProperties: false,
};
