import { packageAt } from "../../lib/package-reference.ts";
import { packageNameOf } from "../plain-value.ts";
import { scalar } from "./scalar.ts";

export const packageType = scalar<"package">({
  words: () => "a package",
  // The same package is the same value.
  read: (_, value) => {
    const name = packageNameOf(value);
    return name === undefined ? undefined : packageAt(name);
  },
  jsonSchema: () => ({ $ref: "#/$defs/package" }),
  typescript: (_, { side }) => (side === "input" ? "PackageOption" : "Package"),
});
