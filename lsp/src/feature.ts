import type { ClientCapabilities, Connection, ServerCapabilities } from "vscode-languageserver/node";
import type { Workspace } from "./workspace.ts";

/** What a feature works with. */
export interface Site {
  readonly connection: Connection;
  readonly workspace: Workspace;
  /** What the editor can do, known once it has said hello. */
  readonly client: () => ClientCapabilities;
  /** Ends as the editor says goodbye or goes away: what goes on by itself is given up then. */
  readonly over: AbortSignal;
  /** What a thread that searches begins with. */
  readonly searchEntry: URL;
}

/** One thing that the server can do: what it says of it, and how it answers. */
export interface Feature {
  readonly capabilities: ServerCapabilities;
  listen(site: Site): void;
}
