import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** `default-src 'self'` is what the server sends: nothing is inlined, neither as a data URL nor as a script. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [react()],
  build: {
    outDir: "dist/app",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    reportCompressedSize: false,
  },
});
