/** Gives a forked Node process the `process.parentPort` of Electron's utility process. */
Object.assign(process, {
  parentPort: {
    postMessage: (message: object) => void process.send?.(message),
    on: (_name: 'message', receive: (event: { data: unknown }) => void) => void process.on('message', data => receive({ data }))
  }
})
