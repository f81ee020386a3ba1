import { Page } from '../../parts/page.tsx'

export function FormPage({ pack }: { pack: string }) {
  return <Page title={pack}>{null}</Page>
}
