import { dirname } from "node:path";
import { isRecord, projectAround } from "../project.ts";

/** A server of the `mcp` map in `orch.json`: a process that is spoken to over its pipes, or an address. */
export type ServerSettings =
  | {
      readonly command: string;
      readonly args?: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
    }
  | { readonly url: string; readonly headers?: Readonly<Record<string, string>> };

/** A server as its project has it. `folder`: of the `orch.json`, absolute; a process is started there. */
export interface ConfiguredServer {
  readonly settings: ServerSettings;
  readonly folder: string;
}

/**
 * The server of that name in the innermost `orch.json` around `root`, as the compiler looks for it; else why it is not
 * there, in words that go on a sentence. Texts are as they are written: see {@link filledIn}.
 */
export function configuredServer(
  root: string,
  name: string,
): ConfiguredServer | { readonly missing: string } {
  const project = projectAround(root);
  if (project === undefined) return { missing: `there is no orch.json around ${root} that says what it is` };
  if ("wrong" in project) return { missing: project.wrong };
  const { path } = project;
  const servers = isRecord(project.settings.mcp) ? project.settings.mcp : {};
  const settings = Object.hasOwn(servers, name) ? servers[name] : undefined;
  if (isSettings(settings)) return { settings, folder: dirname(path) };
  if (settings !== undefined)
    return { missing: `\`mcp.${name}\` in ${path} has to be { command, args?, env? } or { url, headers? }` };
  const names = Object.keys(servers).sort().join(", ");
  return {
    missing: `\`mcp\` in ${path} does not have it; there ${names === "" ? "is none" : `is ${names}`}`,
  };
}

/** `${NAME}` in its texts replaced by the variable of the environment; or the first that is not set. */
export function filledIn(
  settings: ServerSettings,
  environment: NodeJS.ProcessEnv,
): { readonly ok: ServerSettings } | { readonly unset: string } {
  let unset: string | undefined;
  const text = JSON.stringify(settings, (_, value: unknown) =>
    typeof value !== "string"
      ? value
      : value.replace(/\$\{(\w+)\}/gu, (_whole, variable: string) => {
          const result = environment[variable];
          if (result === undefined) unset ??= variable;
          return result ?? "";
        }),
  );
  return unset === undefined ? { ok: JSON.parse(text) as ServerSettings } : { unset };
}

function isSettings(value: unknown): value is ServerSettings {
  if (!isRecord(value)) return false;
  if (typeof value.url === "string")
    return URL.canParse(value.url.replace(/\$\{\w+\}/gu, "x")) && isTexts(value.headers);
  const { command, args = [], env } = value;
  return (
    typeof command === "string" &&
    command !== "" &&
    Array.isArray(args) &&
    args.every((arg) => typeof arg === "string") &&
    isTexts(env)
  );
}

function isTexts(value: unknown): boolean {
  return (
    value === undefined || (isRecord(value) && Object.values(value).every((one) => typeof one === "string"))
  );
}
