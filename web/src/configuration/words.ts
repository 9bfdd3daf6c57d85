// The words of this page, in the reader's language.
import { language } from '../words.svelte';
import { de } from './texts/de';
import { en, type ConfigurationTexts } from './texts/en';
import { es } from './texts/es';
import { fr } from './texts/fr';
import { it } from './texts/it';

const all: Record<string, ConfigurationTexts> = { en, de, es, fr, it };

export const c = (): ConfigurationTexts => all[language()]!;
