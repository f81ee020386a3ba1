/**
 * What start.ts runs where there is no desktop app: the desk server in a process of its own, whose first line is its address.
 * It ends when its stdin does, so that it never outlives the `npm start` that a person sees, however that one ended.
 */
import { main } from '../serve/main.ts'

process.stdin
  .on('end', () => {
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(0)
  })
  .resume()

await main(process.argv.slice(2))
