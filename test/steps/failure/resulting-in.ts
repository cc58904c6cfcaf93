import type { FakeOptions } from "../../engine/fake-bridge.ts";

/** A daemon whose steps all leave this result, in whatever folder. */
export function resultingIn(result: object): FakeOptions {
  const files = new Proxy<Record<string, string>>(
    {},
    { get: (_, file) => (String(file).endsWith("/result.json") ? JSON.stringify(result) : undefined) },
  );
  return { files: { "": files } };
}
