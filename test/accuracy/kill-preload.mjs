// Loaded into worker processes by NODE_OPTIONS: a process that evaluates the model "killed" kills itself, as the kernel
// does when memory runs out.
import { InferenceSession } from 'onnxruntime-node';

const create = InferenceSession.create.bind(InferenceSession);
InferenceSession.create = async (path, options) => {
  const session = await create(path, options);
  if (/-killed\.onnx$/.test(String(path))) session.run = async () => process.kill(process.pid, 'SIGKILL');
  return session;
};
