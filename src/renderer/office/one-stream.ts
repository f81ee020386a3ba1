/**
 * One stream of news for all tabs of a browser. A browser opens six connections to one server and no more: with a stream a tab, the
 * seventh tab would never be answered. So one tab holds the stream, and a lock; it passes on what it hears; when it is closed
 * the next one takes over, and begins by telling everything (see `httpLink`), so nothing that was told in between is missed.
 */
import type { News } from '../../shared/contract.ts'
import type { Link } from '../../shared/wire.ts'

const NAME = 'muniment-news'

/** Where the browser has no locks (not a secure address) each tab has its own. */
export function oneStream(listen: Link['listen']): Link['listen'] {
  if (!('locks' in navigator)) return listen
  const receivers = new Set<(news: News) => void>()
  const tell = (news: News): void => receivers.forEach(receive => receive(news))
  let opened = false
  const open = (): void => {
    opened = true
    const channel = new BroadcastChannel(NAME)
    channel.addEventListener('message', event => tell(event.data as News))
    const hold = (): Promise<never> => {
      listen(news => {
        channel.postMessage(news)
        tell(news)
      })
      return new Promise(() => undefined)
    }
    void navigator.locks.request(NAME, hold)
  }
  return receive => {
    receivers.add(receive)
    if (!opened) open()
    return () => receivers.delete(receive)
  }
}
