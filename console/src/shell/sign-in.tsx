import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { problemText } from "../parts/loaded.tsx";
import { texts } from "../texts.ts";
import { type Session, signInByToken } from "./session.ts";

/** For whoever comes without a link: the token of `orch serve`. */
export function SignIn({ fault, enter }: { fault: string | undefined; enter: (session: Session) => void }) {
  const [said, say] = useState(fault);
  const [isBusy, setBusy] = useState(false);
  const [token, setToken] = useState("");
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = `${texts.signIn.title} · ${texts.product}`;
    field.current?.focus();
  }, []);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const trimmed = token.trim().replace(/^Authorization: Bearer /u, "");
    if (!/^orch_[\w-]+$/u.test(trimmed)) {
      say(texts.signIn.shape);
      return;
    }
    setBusy(true);
    const answer = await signInByToken(trimmed);
    setBusy(false);
    if (answer.ok) enter(answer.value);
    else say(answer.problem.status === 401 ? texts.signIn.badToken : problemText(answer.problem));
  };

  return (
    <main className="sign-in">
      <form className="card stack" onSubmit={(event) => void submit(event)}>
        <h1>{texts.signIn.title}</h1>
        <p className="quiet">{texts.signIn.intro}</p>
        <div className="field">
          <label htmlFor={id}>{texts.signIn.token}</label>
          <input
            ref={field}
            id={id}
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={token}
            aria-describedby={`${id}-hint`}
            aria-invalid={said !== undefined}
            onChange={({ target }) => setToken(target.value)}
          />
          <p id={`${id}-hint`} className="hint">
            {texts.signIn.hint}
          </p>
        </div>
        {said !== undefined && (
          <p className="notice is-wrong" role="alert">
            {said}
          </p>
        )}
        <button type="submit" className="button is-primary" disabled={isBusy}>
          {texts.signIn.submit}
        </button>
      </form>
    </main>
  );
}
