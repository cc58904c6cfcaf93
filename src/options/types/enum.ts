import { didYouMean } from "../../text/did-you-mean.ts";
import { textOrScalar } from "../plain-value.ts";
import { scalar } from "./scalar.ts";

export const enumeration = scalar<"enum">({
  words: ({ values }) => `one of ${inCode(values).join(", ")}`,
  read: ({ values }, value) => {
    const plain = textOrScalar(value);
    return plain !== undefined && values.includes(plain) ? plain : undefined;
  },
  guess: ({ values }, value) =>
    value.kind === "scalar" && typeof value.value === "string"
      ? didYouMean(
          value.value,
          values.filter((one) => typeof one === "string"),
        )
      : undefined,
  // An option that two modules declare takes the values of both.
  join: (one, other) => ({ ...one, values: [...new Set([...one.values, ...other.values])] }),
  jsonSchema: ({ values }) => ({ enum: values }),
  typescript: ({ values }) => inCode(values).join(" | "),
});

const inCode = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value));
