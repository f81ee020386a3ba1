import { runOfficeSuite } from '../../suites/office.ts'
import { openOffice } from '../../kit/office-desk.ts'

runOfficeSuite('dispatch', async () => {
  const { desk } = await openOffice()
  return {
    link: async () => {
      const session = desk.openSession()
      return {
        request: (name, input) => desk.dispatch(session, name, input),
        listen: receive => desk.listen(receive),
        files: { put: bytes => desk.putFile(session, bytes), get: async path => (await desk.getFile(session, path)).bytes }
      }
    }
  }
})
