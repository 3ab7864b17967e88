import { KEYS } from './posted.ts';
import { type Connection, loadBullmq } from './redis.ts';

/** Removes a queue with all its jobs and parts. @returns whether there was one */
export async function forgetQueue(connection: Connection, name: string): Promise<boolean> {
  const { Queue } = await loadBullmq();
  const found = await connection.client.hdel(KEYS.plans, name);
  if (found === 0) return false;
  const queue = new Queue(name, { connection: connection.client });
  await queue.obliterate({ force: true });
  await queue.close();
  await connection.client.del(KEYS.parts(name));
  return true;
}
