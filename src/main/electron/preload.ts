/**
 * The only bridge into the page: the two functions of a Link. Nothing of Electron is handed over: not the event, not a channel
 * name, not ipcRenderer. Becomes one CommonJS file (a sandboxed preload can load no other), so it imports types only.
 */
import { contextBridge, ipcRenderer } from 'electron'
import type { News } from '../../shared/contract.ts'
import type { Link, Reply } from '../../shared/wire.ts'

const link: Link = {
  request: (name, input) => ipcRenderer.invoke('request', name, input).catch((): Reply => ({ ok: false, code: 'unknown-outcome', detail: {} })),
  listen(receive) {
    const hear = (_event: unknown, news: News): void => receive({ kind: news.kind })
    ipcRenderer.on('listen', hear)
    ipcRenderer.send('listen')
    return () => {
      ipcRenderer.off('listen', hear)
    }
  }
}

contextBridge.exposeInMainWorld('muniment', link)
