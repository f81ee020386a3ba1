/** What a browser is shown that was not let in: plain words and the next step; no script, no style, nothing to load. */
import type { ServerResponse } from 'node:http'
import { guardHeaders } from '../service/page-files.ts'

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Muniment: this address is used up</title></head>
<body>
<main>
<h1>This address does not open the desk</h1>
<p>Each address that Muniment gives opens one browser, once. This one was used already, is too old, or was typed wrongly; or this browser was closed since.</p>
<p>To get a new address, on the machine where the desk runs:</p>
<ul>
<li>run <code>muniment open</code>, or</li>
<li>close Muniment and start it again.</li>
</ul>
<p>Nothing that was filed or drafted is lost.</p>
</main>
</body>
</html>
`

export function stopPage(response: ServerResponse): void {
  const bytes = new TextEncoder().encode(page)
  response.writeHead(401, {
    ...guardHeaders,
    'Content-Security-Policy': "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Length': String(bytes.length)
  })
  response.end(bytes)
}
