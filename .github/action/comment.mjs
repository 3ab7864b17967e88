// Posts the comparison as a comment on the pull request of the workflow, or updates the comment of an earlier run, which
// it finds by its first line.
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
  console.log('not a pull request; no comment posted');
} else {
  const body = readFileSync(MARKDOWN, 'utf8');
  if (!body.startsWith(MARK)) throw new Error(`${MARKDOWN} is not a fastvit-bench comment`);
  const issues = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/issues`;
  const earlier = await find(`${issues}/${number}/comments`);
  const url = earlier === undefined ? `${issues}/${number}/comments` : `${issues}/comments/${earlier}`;
  await call(url, { method: earlier === undefined ? 'POST' : 'PATCH', body: JSON.stringify({ body }) });
  console.log(earlier === undefined ? 'posted the comment' : 'updated the comment');
}

/** Finds the id of our comment among all comments, page by page. */
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
  const why = answer.status === 403 ? ' (grant the job "permissions: pull-requests: write")' : '';
  throw new Error(`${init.method ?? 'GET'} ${url}: ${answer.status}${why}`);
}
