// The lines of provisioning that make a park key with its lamp, by kind of phone, as docs/phones.md has them.
export type Key = { host: string; slot: number; last: number; park: string };
export type Vendor = { name: string; agents: RegExp; lines: (key: Key) => string };

export const vendors: Vendor[] = [
  {
    name: 'Yealink',
    agents: /yealink/i,
    lines: ({ slot }) => `linekey.1.type = 10
linekey.1.value = ${slot}
linekey.1.label = Park ${slot}
account.1.cid_source = 2`,
  },
  {
    name: 'Poly UCS',
    agents: /poly(com|soundpoint|vvx)?[^e]/i,
    lines: ({ host, slot }) => `attendant.resourceList.1.address="${slot}@${host}"
attendant.resourceList.1.label="Park ${slot}"
attendant.resourceList.1.type="automata"`,
  },
  {
    name: 'Poly Edge, OBi',
    agents: /obi|polyedge|poly edge/i,
    lines: ({ slot }) => `Function: Call Park Monitor
Number: ${slot}
X_CallParkMethod: REFER to orbit`,
  },
  {
    name: 'Snom',
    agents: /snom/i,
    lines: ({ slot }) => `<fkey idx="0" context="active" label="Park ${slot}">orbit ${slot}</fkey>`,
  },
  {
    name: 'Grandstream',
    agents: /grandstream/i,
    lines: ({ slot, park }) => `Mode: Monitored Call Park
Value: ${slot}
Eventlist BLF URI: ${park}`,
  },
  {
    name: 'Fanvil',
    agents: /fanvil/i,
    lines: ({ slot }) => `Type: Memory Key
Subtype: BLF
Value: ${slot}
Pickup Number:`,
  },
  {
    name: 'Cisco SPA, MPP',
    agents: /cisco|linksys|spa/i,
    lines: ({ host, slot }) => `Extended Function: fnc=prk;sub=${slot}@${host}
Call Park Code: *68
Call UnPark Code: *88`,
  },
  {
    name: 'Aastra, Mitel',
    agents: /aastra|mitel/i,
    lines: ({ slot }) => `prgkey1 type: park
prgkey1 value: ${slot}
prgkey2 type: blf
prgkey2 value: ${slot}`,
  },
  {
    name: 'Linphone, Zoiper, MicroSIP, Bria',
    agents: /linphone|zoiper|microsip|bria|baresip/i,
    lines: ({ host, slot }) => `sip:${slot}@${host}`,
  },
];

export type Contact = { address: string; transport: string };

/** Where a Contact points to: "sip:201@10.0.0.7:5062;transport=tcp" is 10.0.0.7:5062 by TCP. */
export function contactOf(uri: string): Contact {
  const found = /^<?(sips?):(?:[^@>]*@)?([^;>?]+)(?:[^>]*?;transport=(\w+))?/i.exec(uri);
  if (!found) return { address: uri, transport: '' };
  return { address: found[2]!, transport: (found[3] ?? (found[1]!.toLowerCase() === 'sips' ? 'tls' : 'udp')).toUpperCase() };
}
