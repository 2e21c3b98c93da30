import type { Invocation } from "../command.ts";
import { UsageError } from "../exit.ts";
import { readText } from "./json-argument.ts";

/** The token of `--token-file`: alone, or as the header that `orch serve` writes. */
export function serverToken(invocation: Invocation): string {
  const file = invocation.text("token-file");
  if (file === undefined) throw new UsageError("--token-file names a file with a token.");
  return readText("--token-file", file)
    .trim()
    .replace(/^Authorization: /u, "")
    .replace(/^Bearer /u, "");
}

/** The address of `--server`, without a slash at its end. */
export function serverAddress(invocation: Invocation): string {
  return (invocation.text("server") ?? "").replace(/\/$/u, "");
}
