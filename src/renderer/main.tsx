import './office/quiet-zod.ts'
import { App } from './app.tsx'
import { mount } from './mount.tsx'
import { openLink } from './office/link.ts'

mount(<App link={openLink()} />)
