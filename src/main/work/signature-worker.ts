/** The other end of verify-signatures.ts: lines in, one boolean for each out. */
import { parentPort } from 'node:worker_threads'
import { isSound } from './sound-line.ts'
import type { SignatureAnswer, SignatureTask } from './verify-signatures.ts'

parentPort?.on('message', ({ id, bytes, ends }: SignatureTask) => {
  const sound = ends.map((end, i) => isSound(bytes.subarray(i === 0 ? 0 : ends[i - 1]!, end)))
  parentPort?.postMessage({ id, sound } satisfies SignatureAnswer)
})
