/** N12: an exception that nobody catches in the network worker: it is started again, the office lives on, and sync goes on. */
import { onScene, HANGS, type Scene } from '../scene.ts'

const broken = ({ target }: Scene): Promise<void> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => (undo(), reject(new Error('it was not started again'))), HANGS)
    const undo = target.hear(message => {
      if (message.t !== 'worker' || !message.up) return
      clearTimeout(late)
      undo()
      resolve()
    })
    target.breakWorker()
  })

export const worker = onScene('N12', 'exceptions in the network worker', async scene => {
  const { run } = scene
  // the pause before each start doubles up to half a minute
  const count = run.counts === 'nightly' ? 30 : run.few ? 3 : 7
  for (let i = 0; i < count; i++)
    scene.tally.played(
      `exception ${i}: it is started again`,
      await broken(scene).then(
        () => undefined,
        (error: unknown) => String(error)
      )
    )
  const dial = await scene.honestDial()
  scene.tally.played('an honest dial gets in', dial < HANGS ? undefined : `${dial.toFixed(0)} ms`)
})
