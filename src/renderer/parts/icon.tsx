/** The icons of the design system by the meaning they have here. They never speak alone: text stands beside them. */
import { Icon } from '@trussworks/react-uswds'

const icons = {
  today: Icon.Home,
  records: Icon.List,
  forms: Icon.ContactPage,
  review: Icon.Assessment,
  integrity: Icon.VerifiedUser,
  network: Icon.ConnectWithoutContact,
  decisions: Icon.ThumbUpAlt,
  admin: Icon.Settings,
  search: Icon.Search,
  person: Icon.AccountCircle,
  lock: Icon.Lock,
  switch: Icon.People,
  signOut: Icon.Logout,
  menu: Icon.Menu,
  close: Icon.Close,
  copy: Icon.ContentCopy,
  check: Icon.Check,
  filed: Icon.Check,
  amended: Icon.Edit,
  voided: Icon.HighlightOff,
  conflict: Icon.Warning,
  noEffect: Icon.Remove,
  waiting: Icon.HourglassEmpty,
  copies: Icon.Store,
  here: Icon.LocationOn,
  away: Icon.Cloud,
  up: Icon.ArrowUpward,
  down: Icon.ArrowDownward,
  back: Icon.ArrowBack,
  add: Icon.Add,
  file: Icon.FilePresent,
  upload: Icon.UploadFile,
  download: Icon.FileDownload,
  print: Icon.Print,
  error: Icon.Error,
  warning: Icon.Warning,
  info: Icon.Info,
  good: Icon.CheckCircle,
  history: Icon.History,
  sync: Icon.Autorenew,
  invite: Icon.GroupAdd,
  clock: Icon.Schedule,
  key: Icon.Fingerprint,
  delete: Icon.Delete,
  edit: Icon.Edit,
  visible: Icon.Visibility,
  hidden: Icon.VisibilityOff,
  more: Icon.ExpandMore,
  witnessed: Icon.Verified,
  language: Icon.Language
} as const

export type Sign = keyof typeof icons

export function Glyph({ sign, className = '' }: { sign: Sign; className?: string }) {
  const Drawn = icons[sign]
  return <Drawn aria-hidden="true" role="presentation" className={`glyph ${className}`} />
}
