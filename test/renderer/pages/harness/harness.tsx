/** The whole page over the fake office, which the test steers through `window.fake`. What it starts with is in the address. */
import '../../../../src/renderer/office/quiet-zod.ts'
import { App } from '../../../../src/renderer/app.tsx'
import { mount } from '../../../../src/renderer/mount.tsx'
import { fakeOffice, type FakeOffice, type FakeOptions } from '../../../kit/fake-office.ts'

declare global {
  interface Window {
    fake: FakeOffice
  }
}

window.fake = fakeOffice(JSON.parse(new URLSearchParams(window.location.search).get('options') ?? '{}') as FakeOptions)
mount(<App link={window.fake} />)
