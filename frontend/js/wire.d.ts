// What the API answers and the screens share, as types.

type Role = "requester" | "agent" | "supervisor" | "admin";
type Me = { id: string; name: string; roles: Role[] };
type Page<T> = { items: T[]; next: string | number | null };

type TicketState = "new" | "in_progress" | "on_hold" | "resolved" | "closed" | "canceled";
type Heading = {
  id: string;
  number: string;
  title: string;
  language: "en" | "es";
  channel: string;
  requester_name: string;
  priority: number;
  state: TicketState;
  assignee: string | null;
  opened_at: string;
  updated_at: string;
  version: number;
};
type Ticket = Heading & {
  description: string;
  requester_phone: string | null;
  requester_email: string | null;
  impact: number;
  urgency: number;
  hold_reason: string | null;
  resolution_code: string | null;
  resolution_notes: string | null;
  reopened: number;
  opened_by: string;
  resolved_at: string | null;
  closed_at: string | null;
  fields: Record<string, string | number | boolean | null>;
  contact_id: string | null;
  template: string | null;
  open_tasks: number;
  merged_into: string | null;
  /** Only where one ticket is asked for by itself. */
  sla?: Timer[];
};
type Timer = {
  kind: "response" | "resolution";
  name: string;
  phase: "running" | "paused" | "achieved" | "breached";
  paused: boolean;
  target_seconds: number;
  spent_seconds: number;
  remaining_seconds: number;
  percent: number;
  due_at: string | null;
  ended_at: string | null;
  zone: string;
};
type Told = string | number | boolean | null;
type Change = { field: string; old: Told; new: Told };
type Entry = {
  position: number;
  kind: "comment" | "work_note" | "change";
  text: string | null;
  changes: Change[];
  actor: string;
  at: string;
};
type Similar = {
  id: string;
  number: string;
  title: string;
  state: TicketState;
  priority: number;
  resolution_code: string | null;
  resolution_notes: string | null;
  used: number;
  score: number;
};
type Hit = {
  id: string;
  kind: "ticket" | "article";
  number: string;
  title: string;
  resolved: boolean;
  score: number;
};

type View = {
  id: string;
  name: string;
  query: string;
  order: string;
  scope: "personal" | "group" | "all";
  group: string | null;
  owner: string;
  version: number;
};
type Task = {
  id: string;
  title: string;
  mandatory: boolean;
  assignee: string | null;
  place: number;
  done_by: string | null;
  done_at: string | null;
  version: number;
};
type Attachment = {
  id: string;
  name: string;
  media_type: string;
  size: number;
  scan: "pending" | "clean" | "infected" | "blocked";
  is_public: boolean;
  by_requester: boolean;
  added_by: string;
  added_at: string;
};
/** A ticket as its requester sees it: in a list, by itself, and what was said. */
type Wish = {
  id: string;
  number: string;
  title: string;
  state: TicketState;
  hold_reason: string | null;
  opened_at: string;
  updated_at: string;
};
type WholeWish = Wish & {
  description: string;
  language: "en" | "es";
  resolution_notes: string | null;
  reopen_until: string | null;
  merged_into: string | null;
  version: number;
};
type Said = { position: number; text: string; by: string; at: string };
type Offer = {
  id: string;
  number: string;
  title: string;
  language: "en" | "es";
  beginning: string;
};
type Published = {
  id: string;
  title: string;
  text: string;
  language: "en" | "es";
};
type Linked = {
  id: string;
  kind: "child_of" | "related" | "duplicate_of" | "caused_by" | "split_from";
  inward: boolean;
  with_parent: "resolve" | "propose" | null;
  ticket: Similar;
};
type Present = { person: string; doing: "viewing" | "editing" | "writing" };
type Source = {
  kind: "ticket" | "article";
  id: string;
  number: string | null;
  title: string;
  state: string | null;
};
type Suggestion = {
  id: string;
  kind: "triage" | "summary" | "reply" | "resolution";
  content: Record<string, unknown>;
  confidence: number;
  reasons: string[];
  sources: Source[];
  by: "model" | "rules";
  human_queue: boolean;
  state: "offered" | "accepted" | "edited" | "rejected" | "stale";
  ticket_version: number;
  made_at: string;
  decided_by: string | null;
  decided_at: string | null;
};
type BulkJob = {
  id: string;
  state: "running" | "done" | "undoing" | "undone";
  counts: Record<string, number>;
};
type Outlook = {
  ticket_id: string;
  number: string | null;
  version: number;
  result: string;
  problem: string | null;
  changes: Change[];
};
type Reply = {
  key: string;
  name: Record<string, string>;
  text: Record<string, string>;
};
type Template = {
  key: string;
  name: Record<string, string>;
  preset: Record<string, unknown>;
};
type FieldDefinition = {
  key: string;
  label: Record<string, string>;
  kind: "text" | "number" | "date" | "choice" | "boolean" | "user";
  choices: string[];
  required_in: string[];
  templates: string[];
  retired: boolean;
};

type Asked = {
  method?: string;
  body?: unknown;
  form?: FormData;
  seen?: number;
  key?: string;
  signal?: AbortSignal;
};
// biome-ignore lint/suspicious/noExplicitAny: what an address answers stands in the types above, not here
type Send = (path: string, asked?: Asked) => Promise<any>;
type Words = ReturnType<typeof import("./language.js").speak>;

/** What every screen is given. */
type Context = {
  signal: AbortSignal;
  send: Send;
  words: Words;
  me: Me;
  /** What stands in the address: `{id}` and the like. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** Go to another screen. */
  go: (address: string) => void;
  /** Put a list's filters into the address, without leaving the screen. */
  keep: (address: string) => void;
  /** Say something in passing, to eyes and to screen readers, with a way to take it back. */
  tell: (text: string, action?: { label: string; run: () => unknown }) => void;
  /** What the screen shows: for the bar at the top and the window's title. */
  title: (text: string) => void;
  /** Shortcuts that hold as long as the screen is shown. */
  keys: (more: import("./model/keys.js").Shortcut[]) => void;
  /** Whether what is kept of this record is not saved yet: its tab says so. */
  mark: (isUnsaved: boolean) => void;
  /** Ask before the screen is left as long as this says that something would be lost. */
  guard: (isUnsaved: () => boolean) => void;
};
