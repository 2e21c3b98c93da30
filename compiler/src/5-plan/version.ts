/** What plan files say made them; the package's own version, which a test holds it to. */
export const compilerVersion = "orch 0.1.0";
