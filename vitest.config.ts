import { defineConfig } from "vitest/config";
import { sandboxText } from "./scripts/lib/sandbox-text.ts";

/**
 * Three projects: `unit` needs nothing but npm's packages, `native` runs the programs that scripts/native-programs makes, `live` talks to a
 * real Docker Engine (see test/live/engine.ts).
 */
export default defineConfig({
  plugins: [
    {
      name: "sandbox-text",
      enforce: "pre",
      load: (id) =>
        id.endsWith("?sandbox")
          ? `export default ${JSON.stringify(sandboxText(id.slice(0, -"?sandbox".length)))};`
          : undefined,
    },
  ],
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/init/**", "test/unpack/**", "test/live/**"],
          // A slow machine is no failure.
          testTimeout: 60_000,
          // Loading and compiling the code for each file took a third of the time. Files leave nothing behind in the process.
          isolate: false,
          maxWorkers: "100%",
          setupFiles: ["test/compiled-quickjs.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "native",
          include: ["test/init/**/*.test.ts", "test/unpack/**/*.test.ts"],
          testTimeout: 60_000,
          maxWorkers: "100%",
        },
      },
      {
        extends: true,
        test: {
          name: "live",
          include: ["test/live/**/*.test.ts"],
          // It compiles a BuildKit for minutes: `npm run engines` runs it.
          exclude: process.env.BUILDKIT_VERSIONS === undefined ? ["test/live/engines.test.ts"] : [],
          globalSetup: ["test/live/global-setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          // Much of the time somebody waits for a container. Files have image names of their own.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
