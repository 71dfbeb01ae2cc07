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
  /** Say something in passing, to eyes and to screen readers. */
  tell: (text: string) => void;
  /** What the screen shows: for the bar at the top and the window's title. */
  title: (text: string) => void;
};
