import inspector from "node:inspector";
import { registerHooks, syncBuiltinESMExports } from "node:module";
import v8 from "node:v8";
import threads, { MessagePort } from "node:worker_threads";

/**
 * Closes what leads from a thread of handlers to the whole process, before any handler's module is loaded: what is done
 * through these would happen to the engine and to everybody else's calls. docs/security.md lists what stays open, such as
 * file descriptors, native code and threads that a handler starts itself.
 */
export function hardenThread(): void {
  closePortToMain();
  // A session with the main thread evaluates any code there; one with this thread reaches objects that Node has not
  // finished, a call of which ends the process; an open debugger lets every user of the machine do both.
  for (const name of ["connectToMainThread", "connect"])
    close(inspector.Session.prototype, name, `inspector.Session.${name}`);
  close(inspector, "open", "inspector.open");
  close(v8, "setFlagsFromString", "v8.setFlagsFromString");
  close(threads, "postMessageToThread", "worker_threads.postMessageToThread");
  for (const name of ["binding", "_linkedBinding", "_getActiveHandles", "_getActiveRequests"])
    close(process, name, `process.${name}`);
  closeOwnSignals();
  syncBuiltinESMExports();
}

function close(holder: object, name: string, shown: string): void {
  if (!(name in holder)) return;
  const value = (): never => {
    throw closed(shown);
  };
  Object.defineProperty(holder, name, { value, configurable: false, writable: false });
}

function closed(shown: string): Error {
  return new Error(
    `${shown} is closed to handlers: it acts on the whole program. Start a process of your own for it (node:child_process).`,
  );
}

/**
 * Closes Node's own port to the main thread, over which threads send messages to each other: the main thread throws at
 * what is no such message, where nothing can catch it. The port has no name; sending shows it.
 */
function closePortToMain(): void {
  const { postMessage } = MessagePort.prototype;
  let port: MessagePort | undefined;
  MessagePort.prototype.postMessage = function (this: MessagePort): void {
    port = this;
  };
  // Nothing is sent; so it is over its time at once, 0 ms.
  threads.postMessageToThread(0, undefined, 0).catch(() => undefined);
  MessagePort.prototype.postMessage = postMessage;
  port?.close();
}

/**
 * Signals to this process or its group reach the engine, and so do those to the parent of a process with a limit of
 * memory. 0 is no signal: it asks whether a process is there.
 */
function closeOwnSignals(): void {
  const { pid, ppid } = process;
  const send = Reflect.get(process, "_kill") as ((pid: number, signal: number) => number) | undefined;
  if (send === undefined) return;
  const value = (to: number, signal: number): number => {
    const whole = to | 0;
    if (signal !== 0 && (whole === pid || whole === ppid || whole <= 0))
      throw closed("process.kill of the program or its parent");
    return send(whole, signal);
  };
  Object.defineProperty(process, "_kill", { value, configurable: false, writable: false });
}

/** The module that handlers import from this package. */
const door = "@orchlang/runtime/handler";

/**
 * A handler finds the door also where its project has not installed this package: `orch` may be installed elsewhere. Its own
 * copy goes first, as Node finds it.
 */
export function resolveHandlerEntry(): void {
  const own = import.meta.resolve(door);
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier !== door) return next(specifier, context);
      try {
        return next(specifier, context);
      } catch {
        return { url: own, shortCircuit: true };
      }
    },
  });
}
