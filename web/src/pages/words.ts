// The words of the pages that are loaded later, in the reader's language.
import { language } from '../words.svelte';
import { de } from './texts/de';
import { en, type PageTexts } from './texts/en';
import { es } from './texts/es';
import { fr } from './texts/fr';
import { it } from './texts/it';

const all: Record<string, PageTexts> = { en, de, es, fr, it };

export const p = (): PageTexts => all[language()]!;
