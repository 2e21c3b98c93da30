/** The compiler that plan files name as their maker; a test keeps it equal to the package's version. */
export const compilerVersion = "orch 0.1.0";
