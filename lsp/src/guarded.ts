import { type Connection, ErrorCodes, ResponseError } from "vscode-languageserver/node";

type Handler = (...params: readonly unknown[]) => unknown;

/**
 * A connection whose handlers never throw: what goes wrong inside of one is told in the editor's log and answered with
 * nothing, since half-typed text and odd clients may not cost an author the server. Refusals that are meant
 * (`ResponseError`) go through. Once the editor has said goodbye, which ends `over`, every request is refused.
 */
export function guarded(connection: Connection, over: AbortController): Connection {
  connection.onShutdown(() => over.abort());
  const guard = (name: string, handler: Handler): Handler => {
    return async (...params) => {
      if (over.signal.aborted)
        throw new ResponseError(ErrorCodes.InvalidRequest, "The server was shut down.");
      try {
        return await handler(...params);
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        connection.console.error(`${name}: ${text}`);
        return null;
      }
    };
  };
  return wrapped(connection, "", guard);
}

/** Groups of the connection that have handlers of their own: `languages.semanticTokens.on`. */
const groups: ReadonlySet<string> = new Set([
  ...[
    "languages",
    "workspace",
    "semanticTokens",
    "inlayHint",
    "diagnostics",
    "callHierarchy",
    "typeHierarchy",
  ],
]);

function wrapped<T extends object>(
  target: T,
  path: string,
  guard: (name: string, handler: Handler) => Handler,
): T {
  return new Proxy(target, {
    get: (_, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof key === "symbol") return value;
      const name = path === "" ? key : `${path}.${key}`;
      if (groups.has(key)) return wrapped(value as object, name, guard);
      if (typeof value !== "function") return value;
      if (!/^on(?:$|[A-Z])/u.test(key)) return value.bind(target);
      return (...params: readonly unknown[]) =>
        value.apply(
          target,
          params.map((one) => (typeof one === "function" ? guard(name, one as Handler) : one)),
        );
    },
  });
}
