import type { ClientCapabilities, Connection, ServerCapabilities } from "vscode-languageserver/node";
import type { Workspace } from "./workspace.ts";

/** The surroundings of a feature. */
export interface Site {
  readonly connection: Connection;
  readonly workspace: Workspace;
  /** The editor's capabilities, known after `initialize`. */
  readonly client: () => ClientCapabilities;
  /** Ends as the editor says goodbye or goes away: what goes on by itself is given up then. */
  readonly over: AbortSignal;
  /** The start data of a search thread. */
  readonly searchEntry: URL;
}

/** One thing that the server can do: what it says of it, and how it answers. */
export interface Feature {
  readonly capabilities: ServerCapabilities;
  listen(site: Site): void;
}
