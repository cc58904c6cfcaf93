import type { TypeDescriptor } from "./type-descriptor.ts";

/** A setting in a section of a unit, for editors and the JSON Schema only: the option itself accepts any name. */
export interface Setting {
  readonly description: string;
  readonly type: TypeDescriptor;
}

/** The settings of a section by name. */
export interface SettingTable {
  /** The name of its TypeScript type. */
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting>>;
}
