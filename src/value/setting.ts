import type { TypeDescriptor } from "./type-descriptor.ts";

/** A setting of a section of a unit, as editors and JSON Schemas know it: the section itself takes any name. */
export interface Setting {
  readonly description: string;
  readonly type: TypeDescriptor;
}

/** The settings of a section by name. */
export interface SettingTable {
  /** What its type is called. */
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting>>;
}
