/** First import of every page: zod would otherwise try `new Function`, which the content security policy reports. */
import { config } from 'zod'

config({ jitless: true })
