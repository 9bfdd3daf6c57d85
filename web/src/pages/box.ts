// What callers have said into message boxes.
import { answered } from '../api';
import type { Party } from '../shapes';

export type Spoken = {
  id: number;
  box: string;
  heard: boolean;
  caller: Party;
  lot: string;
  slot: number;
  parker: Party & { user: string };
  recorded_at: string;
  length_s: number;
};

const all = '/api/v1/messages';
const path = (one: Spoken) => `${all}/${one.id}`;

/** Those that nobody has heard come first. */
export const spoken = async (): Promise<Spoken[]> => (await (await answered('GET', all)).json()).messages;
export const mark = async (one: Spoken, heard: boolean): Promise<Spoken> => (await answered('PATCH', path(one), { heard })).json();
export const remove = (one: Spoken) => answered('DELETE', path(one));
export const sound = async (one: Spoken): Promise<ArrayBuffer> => (await answered('GET', `${path(one)}/sound`)).arrayBuffer();
