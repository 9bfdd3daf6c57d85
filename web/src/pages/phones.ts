// Desk phones that fetch their settings, and key cards: questions and orders to the server.
import { answered } from '../api';

export type DeskPhone = {
  mac: string;
  phone: string;
  user: string;
  invitation: { state: 'open' | 'begun' | 'fetched' | 'expired'; until: string; from: string | null; fetched: string | null } | null;
};
export type Invited = { mac: string; until: string; url: string; url_without_secret: string; name: string; secret: string };

const path = '/api/v1/provisioning/phones';
const of = (mac: string) => `${path}/${encodeURIComponent(mac)}/invitation`;

export const deskPhones = async (): Promise<DeskPhone[]> => (await (await answered('GET', path)).json()).phones;
export const invite = async (mac: string): Promise<Invited> => (await answered('POST', of(mac), {})).json();
export const withdraw = (mac: string): Promise<unknown> => answered('DELETE', of(mac));

/** `phone`: empty, as the settings say. */
export async function card(user: string, phone: string, language: string): Promise<Blob> {
  const asked = new URLSearchParams({ language, ...(phone && { phone }) });
  return (await answered('GET', `/api/v1/users/${encodeURIComponent(user)}/card?${asked}`)).blob();
}
