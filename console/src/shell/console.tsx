import { useEffect, useState } from "react";
import { problemText } from "../parts/loaded.tsx";
import { live } from "../server/use-live.ts";
import { texts } from "../texts.ts";
import { codeIn } from "./place.ts";
import { readSession, type Session, signInByCode, signOut } from "./session.ts";
import { Shell } from "./shell.tsx";
import { SignIn } from "./sign-in.tsx";

type State =
  | { readonly is: "asking" }
  | { readonly is: "out"; readonly fault?: string }
  | { readonly is: "in"; readonly session: Session };

/** Signs in by the link that was opened, or goes on with the session that there is. */
export function Console() {
  const [state, setState] = useState<State>({ is: "asking" });
  useEffect(() => {
    void entered().then(setState);
  }, []);
  const isIn = state.is === "in";
  useEffect(() => {
    if (isIn) live.start();
    return () => live.stop();
  }, [isIn]);

  if (state.is === "asking")
    return (
      <p className="loading" role="status">
        {texts.loading}
      </p>
    );
  if (state.is === "out")
    return <SignIn fault={state.fault} enter={(session) => setState({ is: "in", session })} />;
  const leave = async (): Promise<void> => {
    const answer = await signOut();
    setState({ is: "out", ...(answer.ok ? {} : { fault: problemText(answer.problem) }) });
  };
  return <Shell session={state.session} leave={() => void leave()} />;
}

async function entered(): Promise<State> {
  const code = codeIn(location.hash);
  if (code !== undefined) {
    // The code counts once: it does not stay in the address, nor in the history.
    history.replaceState(null, "", "#/");
    const answer = await signInByCode(code);
    if (answer.ok) return { is: "in", session: answer.value };
    const resumed = await readSession();
    return resumed.ok ? { is: "in", session: resumed.value } : { is: "out", fault: texts.signIn.badCode };
  }
  const resumed = await readSession();
  if (resumed.ok) return { is: "in", session: resumed.value };
  return resumed.problem.status === 401 ? { is: "out" } : { is: "out", fault: problemText(resumed.problem) };
}
