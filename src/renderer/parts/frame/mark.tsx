/** The sign of the program. */
export const Mark = () => (
  <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
    <rect className="mark__ground" width="32" height="32" rx="6" />
    <path className="mark__sheet" d="M9 6h10l5 5v15H9z" />
    <path className="mark__fold" d="M19 6l5 5h-5z" />
    <path className="mark__lines" d="M12 15h9M12 18.500h9M12 22h5" />
  </svg>
)
