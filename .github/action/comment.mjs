// Writes the comparison as a comment of the pull request that the workflow runs for, or replaces the one that an
// earlier run wrote: it is found by its first line.
import { readFileSync } from 'node:fs';

const MARK = '<!-- fastvit-bench -->';
const {
  GITHUB_API_URL = 'https://api.github.com',
  GITHUB_REPOSITORY,
  GITHUB_EVENT_PATH,
  GITHUB_TOKEN,
  MARKDOWN,
} = process.env;

const event = JSON.parse(readFileSync(GITHUB_EVENT_PATH, 'utf8'));
const number = event.pull_request?.number;
if (number === undefined) {
  console.log('no pull request: no comment');
} else {
  const body = readFileSync(MARKDOWN, 'utf8');
  if (!body.startsWith(MARK)) throw new Error(`${MARKDOWN} is no comment of fastvit-bench`);
  const issues = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/issues`;
  const earlier = await find(`${issues}/${number}/comments`);
  const url = earlier === undefined ? `${issues}/${number}/comments` : `${issues}/comments/${earlier}`;
  await call(url, { method: earlier === undefined ? 'POST' : 'PATCH', body: JSON.stringify({ body }) });
  console.log(earlier === undefined ? 'commented' : 'updated the comment');
}

/** Id of our comment, however many others there are. */
async function find(comments) {
  for (let page = 1; ; page++) {
    const list = await call(`${comments}?per_page=100&page=${page}`, {});
    const own = list.find(({ body }) => body?.startsWith(MARK));
    if (own !== undefined) return own.id;
    if (list.length < 100) return undefined;
  }
}

async function call(url, init) {
  const headers = { authorization: `Bearer ${GITHUB_TOKEN}`, accept: 'application/vnd.github+json' };
  const answer = await fetch(url, { ...init, headers });
  if (answer.ok) return answer.json();
  const why = answer.status === 403 ? ' (the job needs "permissions: pull-requests: write")' : '';
  throw new Error(`${init.method ?? 'GET'} ${url}: ${answer.status}${why}`);
}
