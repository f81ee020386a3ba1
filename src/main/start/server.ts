/** What start.ts runs where there is no desktop app: the desk server in a process of its own, whose first line is its address. */
import { main } from '../serve/main.ts'

await main(process.argv.slice(2))
