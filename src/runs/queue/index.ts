export { type Collected, collectParts, type ParkedUnit } from './collect.ts';
export { deleteQueue, type Enqueued, enqueueSuite } from './enqueue.ts';
export { describeCoordinator } from './lease.ts';
export { type Connection, connectRedis, redactUrl } from './redis.ts';
export { explainRefusals } from './replies.ts';
export { type QueueStatus, readStatus, type Status } from './status.ts';
export { runWorker } from './worker.ts';
