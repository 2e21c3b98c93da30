import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

/** `default-src 'self'` is what the server sends: nothing is inlined, neither as a data URL nor as a script. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [react()],
  // The language's packages, from their sources: the builder brings them along.
  resolve: { conditions: ["orch-source", ...defaultClientConditions] },
  build: {
    outDir: "dist/app",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    reportCompressedSize: false,
    // The builder has the compiler in it, and is loaded when it is first opened. kB.
    chunkSizeWarningLimit: 1_600,
  },
});
