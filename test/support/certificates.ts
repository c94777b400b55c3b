import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** DER: a tag, a length and what is in it. */
function der(tag: number, ...parts: (Buffer | number[])[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = body;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, Math.floor(length / 256), length % 256];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const oid = (...bytes: number[]) => der(0x06, bytes);
const ECDSA_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const COMMON_NAME = oid(0x55, 0x04, 0x03);
const TRUE = der(0x01, [0xff]);

const named = (name: string) => sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))));
const year = (of: number) => der(0x17, Buffer.from(`${String(of % 100).padStart(2, '0')}0101000000Z`));
const pem = (bytes: Buffer) => {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
};

export interface Issuer {
  name: string;
  key: KeyObject;
}

interface Wish {
  name: string;
  /** Absent: it signs itself. */
  by?: Issuer;
  /** The IPv4 address that it is for. */
  address?: string;
  /** The first of January of which it ends. */
  until?: number;
}

/** A certificate with its key: for an address, or of an authority that issues others. */
export function certificate({ name, by, address, until = 2049 }: Wish) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const octets = address?.split('.').map(Number);
  const extension = octets
    ? sequence(oid(0x55, 0x1d, 0x11), der(0x04, sequence(der(0x87, octets))))
    : sequence(oid(0x55, 0x1d, 0x13), TRUE, der(0x04, sequence(TRUE)));
  const body = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, [octets ? 2 : 1]),
    ECDSA_SHA256,
    named(by?.name ?? name),
    sequence(year(2020), year(until)),
    named(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  );
  const signature = sign('sha256', body, by?.key ?? privateKey);
  const cert = pem(sequence(body, ECDSA_SHA256, der(0x03, [0], signature)));
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { cert, key, issuer: { name, key: privateKey } };
}
