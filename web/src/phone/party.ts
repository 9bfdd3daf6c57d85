// Who the other one is, as the newest message of the server says it.
import { NameAddrHeader } from 'jssip';

export type Who = { name: string; number: string };

type Message = { getHeader: (name: string) => string | undefined };
type Address = { display_name: string; uri: { user: string; scheme: string } };

const whoIn = (address: Address): Who => ({ name: address.display_name ?? '', number: address.uri.user ?? '' });

export const whoIs = (address: unknown): Who => whoIn(address as Address);

/** Undefined: the message says nothing of it. */
export function shownBy(message: Message | undefined): Who | undefined {
  const text = message?.getHeader('P-Asserted-Identity') ?? message?.getHeader('Remote-Party-ID');
  const address = text ? (NameAddrHeader.parse(text) as unknown as Address | undefined) : undefined;
  return address?.uri ? whoIn(address) : undefined;
}
