/** The program writes what it met to the console, as it should; a thousand cases of damage would fill the screen with it. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { error } = console
  console.error = () => undefined
  try {
    return await work()
  } finally {
    console.error = error
  }
}
