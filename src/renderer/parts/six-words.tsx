/** Six words to be read aloud and compared, numbered so that both sides keep their place. */
export function SixWords({ words, label }: { words: string; label: string }) {
  return (
    <ol className="six-words" aria-label={label}>
      {words.split(/[\s-]+/).map((word, i) => (
        <li key={i}>{word}</li>
      ))}
    </ol>
  )
}
