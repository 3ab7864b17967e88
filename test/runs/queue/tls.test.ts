import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { canRun, hasRedis, startRedis } from './redis-server.ts';

const PASSWORD = 'over-the-wire';

/** A certificate authority and its certificate for 127.0.0.1. */
function makeCertificates(folder: string): { ca: string; cert: string; key: string } {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const fresh = ['-newkey', 'rsa:2048', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...fresh,
    '-days',
    '2',
    '-subj',
    '/CN=ca',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.crt'),
  );
  openssl(
    'req',
    ...fresh,
    '-subj',
    '/CN=redis',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-keyout',
    at('redis.key'),
    '-out',
    at('redis.csr'),
  );
  openssl(
    'x509',
    '-req',
    '-in',
    at('redis.csr'),
    '-CA',
    at('ca.crt'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-copy_extensions',
    'copy',
    '-days',
    '2',
    '-out',
    at('redis.crt'),
  );
  return { ca: at('ca.crt'), cert: at('redis.crt'), key: at('redis.key') };
}

/** Starts a process, since Node reads the certificates of authorities when it starts. */
function status(
  url: string,
  env: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
  const args = ['--conditions=fastvit-bench-source', '--import', 'tsx', main, 'status', '--redis', url];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

test.skipIf(!hasRedis || !canRun('openssl', 'version'))(
  'TLS with a private certificate authority, known and unknown',
  async () => {
    const { ca, cert, key } = makeCertificates(mkdtempSync(join(tmpdir(), 'fastvit-bench-tls-')));
    const redis = await startRedis(
      [
        '--tls-cert-file',
        cert,
        '--tls-key-file',
        key,
        '--tls-ca-cert-file',
        ca,
        '--tls-auth-clients',
        'no',
        '--requirepass',
        PASSWORD,
      ],
      true,
    );
    try {
      const url = redis.url.replace('://', `://:${PASSWORD}@`);
      const stranger = await status(url, {});
      expect(stranger).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/certificate.*\n$/) });
      expect(stranger.stderr.trim().split('\n')).toHaveLength(1);
      expect(stranger.stderr).not.toContain(PASSWORD);
      const known = await status(url, { NODE_EXTRA_CA_CERTS: ca });
      expect(known).toEqual({ code: 0, stdout: '', stderr: `no queues on ${redis.url}\n` });
    } finally {
      await redis.stop();
    }
  },
  120_000,
);
