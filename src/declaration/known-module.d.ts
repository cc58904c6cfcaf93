/** What `image()` and its like take: how the mistakes of a module are found, each where it stands. */
import type * as lib from "../lib/lib.d.ts";
import type { ContextFiles, Package, StorePath } from "../lib/references.d.ts";
import type { Module, ModuleArguments, ModuleParts, ModuleValue, Options } from "./decl.d.ts";

/**
 * What is inferred first, for its names and values to be looked at one by one: a bound that refused a mistake would be taken in
 * place of what is written, and nothing of that looked at.
 */
export type AnyModule = Module | Loose | ((args: ModuleArguments) => ModuleValue | Loose);

/**
 * Every object is of this type. It has a field of its own so that it does not swallow `ModuleValue` where the two stand side by
 * side, for editors complete by that.
 */
type Loose = object & { readonly [looseBrand]?: never };
declare const looseBrand: unique symbol;

/**
 * The type that a module should have: its own where it is right, and at each mistake what may stand there. It is inferred from
 * the branches that are `Given`.
 */
export type KnownModule<Given> = [Module] extends [Given] ? Given : KnownForm<Given>;
type KnownForm<Given> = Given extends (args: never) => infer Value
  ? (args: ModuleArguments) => KnownValue<Value>
  : KnownValue<Given>;
export type KnownImages<Given> = Given extends object
  ? { readonly [Name in keyof Given]: KnownModule<Given[Name]> }
  : Given;
type KnownImports<Given> = Given extends readonly unknown[]
  ? { readonly [Index in keyof Given]: KnownModule<Given[Index]> }
  : readonly Module[];

type KnownValue<Given> = [Loose] extends [Given]
  ? ModuleValue
  : IsAny<Given> extends true
    ? Given
    : Given extends lib.AnyProperty
      ? Known<Given, Options>
      : Given extends Opaque | readonly unknown[]
        ? ModuleValue
        : {
            readonly [Name in keyof Given]: Name extends "imports"
              ? KnownImports<Given[Name]>
              : Name extends "options"
                ? lib.OptionTree
                : MemberOf<SetOf<ModuleValue>, Name, Given[Name]>;
          } & Named<AnyPart, Extract<keyof AnyPart, keyof Given>>;
/** What a module may have, with its parts named or not. */
interface AnyPart extends Options, ModuleParts {}

/** The same for what stands in an option. */
type Known<Given, Allowed> = unknown extends Allowed
  ? Given
  : IsAny<Given> extends true
    ? Given
    : Given extends undefined
      ? Given
      : Given extends lib.Property<infer Content>
        ? KnownProperty<Given, Content, PlainOf<Allowed>>
        : Given extends Opaque
          ? KnownLeaf<Given, Allowed>
          : [PlainOf<Allowed>] extends [Given]
            ? Given
            : Given extends readonly unknown[]
              ? KnownList<Given, ElementOf<PlainOf<Allowed>>, Allowed>
              : KnownSet<Given, SetOf<PlainOf<Allowed>>, Allowed>;

type KnownProperty<Given, Content, Allowed> = unknown extends Content
  ? Given
  : [Allowed] extends [Content]
    ? Given
    : lib.Property<Known<Content, Allowed>>;
/** A text that is only known to be one may be any of those that are allowed. */
type KnownLeaf<Given, Allowed> = string extends Given
  ? [Extract<PlainOf<Allowed>, string>] extends [never]
    ? Allowed
    : Given
  : Allowed;
type KnownList<Given, Element, Allowed> = [Element] extends [never]
  ? Allowed
  : { readonly [Index in keyof Given]: Known<Given[Index], Element> };
type KnownSet<Given, Sets, Allowed> = [Sets] extends [never]
  ? Allowed
  : { readonly [Name in keyof Given]: MemberOf<Sets, Name, Given[Name]> } & Documented<Sets, keyof Given>;

/** What hover shows of names: that of the options, for the mapped type above has the declaration's own. */
type Documented<Sets, Names> = Sets extends unknown ? Named<Sets, Extract<keyof Sets, Names>> : never;
type Named<Sets, Names extends keyof Sets> = { readonly [Name in Names]?: unknown };

/** A name that is no option has a type that nothing is of, which says so. */
type MemberOf<Sets, Name, Given> = unknown extends Sets
  ? Given
  : Name extends NamesOf<Sets>
    ? Known<Given, ValueAt<Sets, Name>>
    : string extends Name
      ? Given
      : NoOption<Name & string, Alike<Name, NamesOf<Sets>>>;
type NoOption<Name extends string, Others> = [Others] extends [never]
  ? `there is no option ${Name}`
  : `there is no option ${Name}: did you mean ${Others & string}?`;
/** Those that begin with the same two letters. */
type Alike<Name, Names> = Name extends `${infer First}${infer Second}${string}`
  ? Extract<Names, `${First}${Second}${string}`>
  : never;

/** What has no names that could be wrong. */
type Opaque =
  | string
  | number
  | boolean
  | bigint
  | symbol
  | null
  | undefined
  | Package
  | StorePath
  | ContextFiles
  | lib.AnyProperty
  | ((...args: never) => unknown);

type IsAny<Given> = 0 extends 1 & Given ? true : false;
/** What stands in an option, whatever property it is under. */
type PlainOf<Allowed> = Allowed extends lib.Property<infer Content> ? Content : Allowed;
type ElementOf<Allowed> = Allowed extends readonly (infer Element)[] ? Element : never;
type SetOf<Allowed> = Exclude<Allowed, Opaque | readonly unknown[]>;
type NamesOf<Sets> = Sets extends unknown ? keyof Sets : never;
type ValueAt<Sets, Name> = Sets extends unknown
  ? Name extends keyof Sets
    ? Exclude<Sets[Name], undefined>
    : never
  : never;
