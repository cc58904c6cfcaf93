import type { HostArguments } from "../options/host-module.ts";

/** Locales that are part of the C library. */
const BUILT_IN = /^(?:C|POSIX)(?:\.utf-?8)?$/i;

/** `time.timeZone` and `i18n.*` (nixpkgs: nixos/modules/config/locale.nix, i18n.nix). */
export const locale = ({ lib, pkgs, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const { timeZone } = config.time;
  const { defaultLocale, extraLocaleSettings, glibcLocales } = config.i18n;
  const zones = `${pkgs.tzdata}/share/zoneinfo`;
  const hasZones =
    timeZone !== null || config.environment.systemPackages.some((pkg) => lib.getName(`${pkg}`) === "tzdata");
  const locales = {
    ...lib.optionalAttrs(defaultLocale !== null, { LANG: `${defaultLocale}` }),
    ...extraLocaleSettings,
  };
  const needsArchive = Object.values(locales).some((value) => !BUILT_IN.test(value));
  return {
    options: {
      time: {
        timeZone: mkOption({
          type: types.nullOr(types.strMatching("[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*", "a time zone without spaces")),
          default: null,
          example: "Europe/Amsterdam",
          description: "The time zone of all programs, by its name in the tz database; null is UTC.",
        }),
      },
      i18n: {
        defaultLocale: mkOption({
          type: types.nullOr(types.singleLineStr),
          default: null,
          example: "C.UTF-8",
          description:
            "The language and character set of all programs. `C.UTF-8` needs nothing; others bring i18n.glibcLocales into the image.",
        }),
        extraLocaleSettings: mkOption({
          type: types.attrsNamed("LC_[A-Z]+|LANGUAGE", 'a variable such as "LC_TIME"', types.singleLineStr),
          default: {},
          example: { LC_TIME: "de_DE.UTF-8" },
          description: "Parts of the locale that differ from it.",
        }),
        glibcLocales: mkOption({
          type: types.package,
          default: pkgs.glibcLocales,
          defaultText: "pkgs.glibcLocales",
          description: "Where locales come from that are not part of the C library.",
        }),
      },
    },
    config: {
      environment: {
        etc: {
          ...lib.optionalAttrs(hasZones, { zoneinfo: { source: zones } }),
          ...lib.optionalAttrs(timeZone !== null, { localtime: { source: `${zones}/${timeZone}` } }),
        },
        sessionVariables: {
          ...lib.optionalAttrs(hasZones, { TZDIR: "/etc/zoneinfo" }),
          ...locales,
          ...lib.optionalAttrs(needsArchive, { LOCALE_ARCHIVE: `${glibcLocales}/lib/locale/locale-archive` }),
        },
      },
    },
  };
};
