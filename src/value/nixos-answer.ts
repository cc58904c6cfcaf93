/** The answer of NixOS for a declaration's `nixos`: the final values of the options that decl asked for, as data. */
export interface NixosAnswer {
  readonly services: Readonly<Record<string, NixosService>>;
  readonly timers: Readonly<Record<string, NixosUnit & { readonly timerConfig?: NixosSection | undefined }>>;
  readonly targets: Readonly<Record<string, NixosUnit>>;
  readonly sockets: Readonly<Record<string, NixosUnit & { readonly socketConfig?: NixosSection | undefined }>>;
  readonly tmpfiles: {
    readonly rules: readonly string[];
    readonly settings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Fields>>>>>>;
  };
  readonly users: Readonly<Record<string, Fields>>;
  readonly authorizedKeys: Readonly<
    Record<string, { readonly keys?: readonly string[] | undefined; readonly keyFiles?: readonly string[] | undefined }>
  >;
  readonly groups: Readonly<Record<string, Fields>>;
  readonly etc: Readonly<Record<string, Fields>>;
  readonly packages: readonly { readonly name: string; readonly outputs: readonly string[] }[];
  readonly pathsToLink: readonly string[];
  readonly wrappers: Readonly<Record<string, Fields>>;
  readonly ports: { readonly tcp: readonly number[]; readonly udp: readonly number[] };
  /** Values of options that decl has too. */
  readonly settings: readonly { readonly path: readonly string[]; readonly value: unknown }[];
  /** Values that the declaration reads as `config.nixos`. */
  readonly values: readonly { readonly path: readonly string[]; readonly value: unknown }[];
  /** Options that the user's configuration defines, with the place: in a .nix file of a build context, or in the declaration. */
  readonly defined: readonly NixosDefinition[];
  /** Options that are defined and have no effect in an image. */
  readonly ignored: readonly { readonly path: readonly string[]; readonly files: readonly string[] }[];
  readonly warnings: readonly string[];
  /** Assertions that do not hold. */
  readonly failures: readonly string[];
}

export interface NixosDefinition {
  readonly path: readonly string[];
  readonly file: string;
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | null;
  /** Whether a module that is part of an image declares the option. */
  readonly isMade: boolean;
}

/** Values of plain options by name. */
type Fields = Readonly<Record<string, unknown>>;

export type NixosSection = Readonly<
  Record<string, string | number | boolean | null | readonly (string | number | boolean)[]>
>;

/** The options of a NixOS unit that have a value, under NixOS's names. */
export interface NixosUnit {
  readonly unitConfig?: NixosSection | undefined;
  readonly [option: string]: unknown;
}

export interface NixosService extends NixosUnit {
  readonly serviceConfig?: NixosSection | undefined;
  readonly environment?: Readonly<Record<string, unknown>> | undefined;
  /** The packages in `path` except systemd. */
  readonly path: readonly string[];
  /** Whether systemd was in `path`. */
  readonly usesSystemd: boolean;
  /** Whether `confinement.enable` gives it a root folder with nothing but the paths that it names. */
  readonly isConfined: boolean;
  /** Programs that NixOS makes of `script`, `preStart` and the like. */
  readonly jobScripts?: readonly string[] | undefined;
}

/** Which fields of units, users and the like are told. */
export interface NixosFields {
  /** Of all units. */
  readonly unit: readonly string[];
  readonly service: readonly string[];
  readonly timer: readonly string[];
  readonly socket: readonly string[];
  readonly user: readonly string[];
  readonly group: readonly string[];
  readonly etc: readonly string[];
}
