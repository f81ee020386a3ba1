/**
 * `npm test`: checks, a browser, the pages, then every test. Ends with what passed, what failed and what did not run, by
 * cause; the very last line, `N passed, N failed`, is read by machines. Exit code 1 if anything failed or nothing ran.
 */
import { spawn } from 'child_process'
import { mkdtempSync, rmSync } from 'fs'
import { tmpdir } from 'os'
import { join } from 'path'
import { fileURLToPath } from 'url'
import { withNode } from '../src/main/node-guard.mjs'
import { runChecks } from './check.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))
/** Longer than the whole suite takes on two slow cores; a run that hangs must end and say so. */
const DEADLINE_MINUTES = 60

/** Colours are for a person at a terminal. */
const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }

const say = line => console.log(line)

async function findBrowser() {
  const { obtainBrowser } = await import('./kit/browser.ts')
  const browser = obtainBrowser(say)
  say(browser === undefined ? 'browser: none could be had; the tests that need one are counted as not run' : `browser: ${browser}`)
  return browser
}

/** The page is built once, before the tests that open it; a page that does not build is a failed case. */
async function buildPage() {
  const { buildPages } = await import('../src/main/start/pages.ts')
  try {
    const built = await buildPages(project)
    say(`pages: ${built.length === 0 ? 'none in the source' : built.join(', ')}`)
    return { passed: built.length, failed: 0 }
  } catch (error) {
    say(`FAILED  the pages do not build\n${error.stack}`)
    return { passed: 0, failed: 1 }
  }
}

function runVitest(report, env) {
  const args = [
    join(project, 'node_modules/vitest/vitest.mjs'),
    'run',
    '-c',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`
  ]
  return new Promise(done => {
    const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], { cwd: project, stdio: ['ignore', 'inherit', 'inherit'], env })
    const late = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MINUTES * 60_000)
    child.on('close', code => {
      clearTimeout(late)
      done(code)
    })
  })
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-test-'))
  try {
    const checks = await runChecks()
    const browser = await findBrowser()
    const pages = await buildPage()
    const files = { report: join(folder, 'report.json'), notRun: join(folder, 'not-run.jsonl') }
    const env = { ...process.env, ...plain, MUNIMENT_NOT_RUN: files.notRun, MUNIMENT_BROWSER: browser ?? '' }
    const code = await runVitest(files.report, env)
    const { readNotRun, readText, sumByCause, tally } = await import('./kit/report.ts')
    const notRun = readNotRun(files.notRun)
    const tests = tally(readText(files.report), code, notRun)
    finish(checks, pages, tests, sumByCause(notRun, tests.skipped))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function finish(checks, pages, tests, notRun) {
  for (const line of tests.why) say(`FAILED  ${line}`)
  say('')
  say(`checks  ${checks.passed} passed, ${checks.failed} failed`)
  say(`pages   ${pages.passed} built, ${pages.failed} failed`)
  say(`tests   ${tests.passed} passed, ${tests.failed} failed`)
  for (const [cause, cases] of notRun) say(`not run ${cases}: ${cause}`)
  if (notRun.length === 0) say('not run 0')
  const failed = checks.failed + pages.failed + tests.failed
  const passed = checks.passed + pages.passed + tests.passed
  process.exitCode = failed > 0 || tests.passed === 0 ? 1 : 0
  say(`${passed} passed, ${failed} failed`)
}

withNode(main)
