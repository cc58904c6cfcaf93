import { packageAt } from "../../lib/package-reference.ts";
import { packageNameOf } from "../plain-value.ts";
import { scalar } from "./scalar.ts";

export const packageType = scalar<"package">({
  words: () => "a package",
  // packageAt returns the same object for the same package.
  read: (_, value) => {
    const name = packageNameOf(value);
    return name === undefined ? undefined : packageAt(name);
  },
  jsonSchema: () => ({ $ref: "#/$defs/package" }),
  typescript: (_, { side }) => (side === "input" ? "PackageOption" : "Package"),
});
