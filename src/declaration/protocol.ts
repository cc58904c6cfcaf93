import type { ContextPath } from "../lib/context-reference.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";

/**
 * The messages between the host and the guest, which is the code in the sandbox (guest/main.ts). All are JSON. The guest's messages are
 * not trusted: answers.ts and decode.ts check them, and until then their type is Unread.
 */

/** A part of the guest's message that has not been checked and so may be anything. */
export type Unread = unknown;

/** What a declaration's functions are called with. */
export interface DeclarationInputs {
  /** `--build-arg NAME=value`, without those that BuildKit reserves. */
  readonly args: Readonly<Record<string, string>>;
  readonly platform: {
    readonly os: string;
    readonly architecture: string;
    readonly variant?: string;
    readonly system: string;
  };
  /** `--target`, or "". */
  readonly target: string;
}

/** [file index, literal index], as instrument.ts numbers them. */
export type Mark = readonly [number, number];

/** A value as the guest writes it: `m` is the mark of the literal. */
export type Encoded =
  | string
  | number
  | boolean
  | null
  /** A list. */
  | { readonly l: readonly Encoded[]; readonly m?: Mark | undefined }
  /** An attribute set. */
  | { readonly o: readonly (readonly [string, Encoded])[]; readonly m?: Mark | undefined }
  /** A package by attribute path or store path. */
  | { readonly p: string }
  /** Files of a build context. */
  | { readonly x: ContextPath }
  /** A function, which is a module where modules may stand. */
  | { readonly f: EncodedModule }
  /** A property of definitions: whether its condition holds, its number, and what it defines. */
  | {
      readonly w: "if" | "merge" | "override" | "order";
      readonly c: boolean;
      readonly n: number;
      readonly v: readonly Encoded[];
    }
  /** A declared option. */
  | { readonly d: EncodedOption }
  /** An option type. */
  | { readonly t: EncodedType };

export type EncodedOption = Omit<OptionDeclaration, "module" | "place" | "type" | "default" | "example" | "apply"> & {
  /** The number of a function in the sandbox. */
  readonly apply?: number;
  readonly type?: Encoded;
  readonly default?: Encoded;
  readonly example?: Encoded;
};

export type EncodedType = {
  readonly kind: string;
  readonly of?: EncodedType | readonly EncodedType[] | undefined;
  readonly module?: EncodedModule | undefined;
} & Readonly<Record<string, unknown>>;

/** A module that stays in the sandbox: its number, and whether it is a function. */
export interface EncodedModule {
  readonly id: number;
  readonly f: boolean;
}

/** A configuration, or a part of one, as the host writes it. */
export type EncodedConfig =
  | string
  | number
  | boolean
  | null
  | { readonly p: string }
  | { readonly x: ContextPath }
  /** What is not known yet. */
  | { readonly n: true }
  | { readonly l: readonly EncodedConfig[] }
  | { readonly o: readonly EncodedMember[] };

/** What has no value is `{u}`, with the option's name. */
export type EncodedMember = readonly [string, EncodedConfig | { readonly u: string }];

/** The answer if a configuration cannot hold a value. */
export interface Refusal {
  readonly unusable: Unusable;
}

/** Why a configuration cannot hold a value, and where in the module the value is. */
export interface Unusable {
  readonly message: string;
  readonly path: readonly (string | number)[];
  /** A Mark. */
  readonly mark?: Unread;
  readonly hint?: string | undefined;
}

/** What the host asks, by the name of the guest's function that answers. */
export interface Questions {
  /** Which images the default export declares. */
  readonly targets: { readonly asked: null; readonly answer: Targets };
  /** Chooses the image. */
  readonly start: { readonly asked: DeclarationInputs; readonly answer: StartAnswer | Refusal };
  /** Changes what modules read as `config`: options that have changed or are gone. After null nothing of it is known. */
  readonly config: { readonly asked: ConfigChanges | null; readonly answer: null };
  /** Runs a module. */
  readonly module: { readonly asked: ModuleQuestion; readonly answer: ModuleAnswer | Refusal };
  /** Calls an option's `apply` with the merged value. */
  readonly apply: {
    readonly asked: { readonly id: number; readonly value: EncodedConfig };
    /** An Encoded. */
    readonly answer: { readonly value: Unread } | Refusal;
  };
}

interface Targets {
  /** Left out where the file declares one image, without a name. */
  readonly names?: readonly string[] | undefined;
  readonly default?: string | undefined;
  /** A Mark. */
  readonly mark?: Unread;
}

export interface StartAnswer {
  /** Left out where no image was chosen. */
  readonly module?: EncodedModule;
  /** The images there are; left out where the file declares one, without a name. */
  readonly images?: readonly string[] | undefined;
}

interface ConfigChanges {
  readonly set: readonly EncodedMember[];
  readonly drop: readonly string[];
}

interface ModuleQuestion {
  readonly id: number;
  readonly isTrial?: boolean | undefined;
  /** Of a submodule's instance: its name and its own configuration, which may be unknown. */
  readonly name?: string;
  readonly config?: EncodedConfig;
}

export interface ModuleAnswer {
  readonly imports: readonly EncodedModule[];
  /** A Mark. */
  readonly importsMark?: Unread;
  /** By number: the value, an Encoded, comes with the first module that has these options. */
  readonly options?: { readonly id: number; readonly value?: Unread } | undefined;
  /** An Encoded. */
  readonly config: Unread;
  /** An Encoded, where there is one. */
  readonly freeform?: Unread;
  /** The mark of the literal that the module is. */
  readonly m?: Unread;
  /** Names of build arguments to the stacks of their first use. */
  readonly read: Readonly<Record<string, string>>;
  /** Whether a module has read the target so far. */
  readonly readsTarget: boolean;
  /** Which options of `config` were read; "*" is all of them. */
  readonly reads: readonly string[];
}

/** What was thrown, in words, and where. */
export interface ThrownText {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}
