/** Types of package-reference.js. */
import type { Package, StorePath } from "./references.d.ts";

export declare const packageOf: (value: unknown) => string | undefined;
export declare const storePath: (path: string) => StorePath;
export declare const nix: (strings: TemplateStringsArray, ...values: readonly unknown[]) => Package;
export declare const packageAt: (attributePath: string) => Package;
