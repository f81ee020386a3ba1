/** `npm run check`: types in every room, lint, format, rooms. Each is one case; `npm test` runs the same list first. */
import { spawn } from 'child_process'
import { join } from 'path'
import { fileURLToPath } from 'url'
import { withNode } from '../src/main/node-guard.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))
const script = path => join(project, 'node_modules', path)
const ROOMS = ['src/shared', 'src/main', 'src/main/electron', 'src/renderer', 'test']

const CHECKS = [
  ...ROOMS.map(room => ({ name: `types in ${room}`, args: [script('typescript/bin/tsc'), '-p', room] })),
  { name: 'lint', args: [script('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'format', args: [script('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'] }
]
const ROOMS_TEST = { name: 'rooms', args: [script('vitest/vitest.mjs'), 'run', '-c', 'test/vitest.config.ts', 'test/rooms.test.ts'] }

/** Exit code and everything it printed. */
function run({ args }) {
  return new Promise(done => {
    const child = spawn(process.execPath, args, {
      cwd: project,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
    child.on('error', error => done({ code: 1, output: error.message }))
    child.on('close', code => done({ code, output }))
  })
}

/** Runs them one after the other and prints one line each, and the output of those that fail. Resolves to how many did. */
export async function runChecks(checks = CHECKS) {
  let failed = 0
  for (const check of checks) {
    const { code, output } = await run(check)
    if (code !== 0) failed++
    console.log(code === 0 ? `ok      ${check.name}` : `FAILED  ${check.name}\n${output}`)
  }
  return { passed: checks.length - failed, failed }
}

async function main() {
  const { failed } = await runChecks([...CHECKS, ROOMS_TEST])
  process.exitCode = failed === 0 ? 0 : 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) withNode(main)
