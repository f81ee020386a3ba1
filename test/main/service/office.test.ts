import type { Desk } from '../../../src/main/desk.ts'
import { isStreamed, type Session } from '../../../src/main/service/door.ts'
import type { Files } from '../../../src/shared/wire.ts'
import { runOfficeSuite } from '../../suites/office.ts'
import { openOffice } from '../../kit/office-desk.ts'

const filesOf = (desk: Desk, session: Session): Files => ({
  put: bytes => desk.putFile(session, bytes),
  upload: body => desk.upload(session, body.stream() as AsyncIterable<Uint8Array>),
  async *open(path) {
    const download = await desk.openFile(session, path)
    if (isStreamed(download)) yield* download.stream
    else yield download.bytes
  },
  get: async path => (await desk.getFile(session, path)).bytes
})

runOfficeSuite('dispatch', async () => {
  const { desk } = await openOffice()
  return {
    link: async () => {
      const session = desk.openSession()
      return {
        request: (name, input) => desk.dispatch(session, name, input),
        listen: receive => desk.listen(receive),
        files: filesOf(desk, session)
      }
    }
  }
})
