import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Finds a Chromium or Chrome executable: CHROMIUM_PATH, then the usual names on PATH, then the usual folders.
 * @throws Error if there is none, or if CHROMIUM_PATH does not exist
 */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string {
  if (env.CHROMIUM_PATH) {
    if (existsSync(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new Error(`there is no browser at ${env.CHROMIUM_PATH}`);
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const folders = [...(env.PATH ?? '').split(':'), '/usr/bin'];
  const candidates = [
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) throw new Error('no Chromium or Chrome found');
  return found;
}
