import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nginxProgram } from '../../../scripts/components/nginx.ts';
import { freePort } from '../../../scripts/ports.ts';
import { startProcess } from '../../../scripts/processes.ts';

/**
 * nginx with the configuration of the image, in front of APIs of the tests: only ports, folders and the API's addresses
 * differ. `trustedProxies` is the variable TRUSTED_PROXIES, `paymentProvider` is PAYMENT_PROVIDER.
 */
export async function shippedNginx(apiUrls: string[], trustedProxies: string, paymentProvider = '') {
  const folder = mkdtempSync(join(tmpdir(), 'ticketdrop-nginx-'));
  // Its workers run as another user when we are root.
  chmodSync(folder, 0o711);
  const pages = join(folder, 'pages');
  mkdirSync(pages);
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>TicketDrop</title>');
  const [publicPort, organiserPort, apiPort] = [await freePort(), await freePort(), await freePort()];
  execFileSync('docker/trusted-proxies.sh', [folder], { env: { ...process.env, TRUSTED_PROXIES: trustedProxies } });
  execFileSync('docker/payment-provider.sh', [folder], { env: { ...process.env, PAYMENT_PROVIDER: paymentProvider } });
  const configuration = readFileSync('docker/web.conf', 'utf8')
    .replaceAll('/tmp/', `${folder}/`)
    .replace('/usr/share/nginx/html', pages)
    // The nginx of most systems is too old to resolve the name itself.
    .replace('server api:4000 resolve;', apiUrls.map((url) => `server ${new URL(url).host};`).join(' '))
    .replaceAll(/\b8080\b/g, String(publicPort))
    .replaceAll(/\b8081\b/g, String(organiserPort))
    .replaceAll(/\b8082\b/g, String(apiPort));
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration);
  const url = `http://127.0.0.1:${publicPort}`;
  const running = await startProcess({
    name: 'nginx',
    dataDir: folder,
    command: await nginxProgram(() => undefined),
    args: ['-p', folder, '-c', file, '-e', 'stderr', '-g', 'daemon off;'],
    env: { PATH: process.env['PATH'] },
    stopSignal: 'SIGQUIT',
    readyWithinMs: 20_000,
    ready: () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  return {
    url,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    organiserUrl: `http://127.0.0.1:${organiserPort}`,
    log: () => readFileSync(running.log, 'utf8'),
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
