// The reader's language, and numbers and times as written there.
import { de } from './texts/de';
import { en, type Texts } from './texts/en';
import { es } from './texts/es';
import { fr } from './texts/fr';
import { it } from './texts/it';
import { settings } from './settings.svelte';

export const languages: Record<string, Texts> = { en, de, es, fr, it };

/** The first of the browser's languages that we speak. */
export function spoken(wanted: readonly string[]): string {
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in languages) ?? 'en';
}

export const language = (): string => settings.language || spoken(navigator.languages);

/** Called in the markup, it follows the choice of the language. */
export const t = (): Texts => languages[language()]!;

/** "en" as the browser has it, "en-GB", when that is the language shown. */
const locale = (): string => navigator.languages.find((tag) => tag.slice(0, 2) === language()) ?? language();

/** "es" as "Spanish", or "español". */
export const inWords = (code: string): string => new Intl.DisplayNames([locale()], { type: 'language' }).of(code) ?? code;

export const timeOfDay = (ms: number): string => new Intl.DateTimeFormat(locale(), { timeStyle: 'medium' }).format(ms);
export const dayAndTime = (ms: number): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'short', timeStyle: 'short' }).format(ms);

/** "2 min", "45 s". */
export const span = (seconds: number): string =>
  seconds >= 60 && seconds % 60 === 0 ? t().minutes(seconds / 60) : t().seconds(seconds);

export const day = (ms: number): string =>
  Number.isNaN(ms) ? '' : new Intl.DateTimeFormat(locale(), { weekday: 'short', day: 'numeric', month: 'numeric' }).format(ms);
/** "9 AM", "9 Uhr". */
export const hour = (of: number): string => new Intl.DateTimeFormat(locale(), { hour: 'numeric' }).format(new Date(2026, 0, 1, of));
export const percent = (part: number): string => new Intl.NumberFormat(locale(), { style: 'percent' }).format(part);
