import { fileURLToPath } from "node:url";
import { preact } from "@preact/preset-vite";
import { defineConfig } from "vite";

/** How the page is built: `npm run build-page`. */
export default defineConfig({
  root: fileURLToPath(new URL("page", import.meta.url)),
  // No hooks for developer tools: they would bring inline scripts, which the page's policy refuses.
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  build: {
    outDir: fileURLToPath(new URL("dist", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    // A picture written into the page would be a data: address, which the policy refuses.
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: {
        index: fileURLToPath(new URL("page/index.html", import.meta.url)),
        worker: fileURLToPath(new URL("page/worker/worker.ts", import.meta.url)),
      },
      output: {
        // A worker is known by its address, and may act only below it.
        entryFileNames: ({ name }) => (name === "worker" ? "worker.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
