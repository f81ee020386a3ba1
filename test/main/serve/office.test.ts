import { onTestFinished } from 'vitest'
import { startServer } from '../../../src/main/serve/server.ts'
import { httpLink } from '../../../src/shared/http-link.ts'
import { openOffice } from '../../kit/office-desk.ts'
import { tempFolder } from '../../kit/temp-folder.ts'
import { runOfficeSuite } from '../../suites/office.ts'

runOfficeSuite('http', async () => {
  const { desk } = await openOffice()
  const server = await startServer({ door: desk, pageFolder: tempFolder(), port: 0, now: Date.now })
  onTestFinished(() => server.close())
  const base = `http://127.0.0.1:${server.port}`
  return {
    link: async () => {
      const answer = await fetch(`${base}/session`, { method: 'POST', headers: { authorization: `Bearer ${server.secret}` } })
      const { session } = (await answer.json()) as { session: string }
      return httpLink(base, { fetch: fetch as never, bearer: session, wait: ms => new Promise(resolve => setTimeout(resolve, ms)) })
    }
  }
})
