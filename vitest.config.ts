import { defineConfig } from "vitest/config";

/** Two projects: `unit` needs no network and no engine, `live` talks to a real Docker Engine (see test/live/engine.ts). */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        // A slow machine is no failure.
        test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/live/**"], testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: "live",
          include: ["test/live/**/*.test.ts"],
          globalSetup: ["test/live/global-setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
