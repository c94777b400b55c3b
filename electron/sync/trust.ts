import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { z } from 'zod';
import { readJson } from '../files.ts';

/** What whoever runs this machine has set for all who work on it. */
const MACHINE_FILE: Partial<Record<NodeJS.Platform, string>> = {
  linux: '/etc/callback-desk/config.json',
  darwin: '/Library/Application Support/Callback Desk/config.json',
  win32: 'C:\\ProgramData\\Callback Desk\\config.json',
};

const MachineConfig = z.object({ caFile: z.string().min(1) });

/** Where distributions of Linux keep the certificates that all programs trust. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** What the system trusts, from the runtime where it knows how to ask. */
function systemCertificates(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (store: 'system') => string[] };
  const known = getCACertificates?.('system') ?? [];
  if (known.length > 0 || process.platform !== 'linux') return known;
  const bundle = BUNDLES.map(textOf).find((text) => text !== null);
  return bundle ? [bundle] : [];
}

/**
 * The certificates, PEM, that a central is believed by: those that the runtime brings, those of the system,
 * and those in the file that the machine's configuration names (`caFile`).
 */
export function trustedCertificates(machineFile = MACHINE_FILE[process.platform]): string[] {
  const config = machineFile === undefined ? undefined : MachineConfig.safeParse(readJson(machineFile)).data;
  const own = config && textOf(config.caFile);
  return [...tls.rootCertificates, ...systemCertificates(), ...(own ? [own] : [])];
}

/** Whether a connection failed because of the certificate, by the code that OpenSSL or Node gives. */
export function isCertificateFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return /^(ERR_TLS_CERT_|CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_|SELF_SIGNED_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_|ERROR_IN_CERT_)/.test(
    code,
  );
}
