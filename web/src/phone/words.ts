// The words of the phone, in the reader's language.
import { language } from '../words.svelte';
import { de } from './texts/de';
import { en, type PhoneTexts } from './texts/en';
import { es } from './texts/es';
import { fr } from './texts/fr';
import { it } from './texts/it';

const all: Record<string, PhoneTexts> = { en, de, es, fr, it };

export const w = (): PhoneTexts => all[language()]!;
