// What the simulators answer, and what the parts of this page hand to each other.

type Words = ReturnType<typeof import("./words.js").speak>;
type Ask = ReturnType<typeof import("./ask.js").asker>;
type Board = ReturnType<typeof import("./board.js").board>;
type Tell = (text: string) => void;

interface Call {
  sid: string;
  direction: string;
  from: string;
  to: string;
  status: string;
  persona: string;
  attended: boolean;
  started: string | null;
  answered: string | null;
  ended: string | null;
}

interface Happening {
  number: number;
  at: string;
  wall_at?: string;
  call: string;
  kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: each kind of event has details of its own
  detail: Record<string, any>;
}

interface Mail {
  id: number;
  at: string;
  sender: string;
  recipients: string[];
  subject: string;
  text: string;
  attachments: { name: string; size: number }[];
}

interface Start {
  run: string;
  number: number;
  ours: string[];
  web: string;
}

interface Kind {
  where: string;
  actions: { name: string; value: string | null; usual?: number | null }[];
}

interface Rule {
  id: string | number;
  where: string;
  action: string;
  match?: string;
  value?: number | null;
  probability?: number | null;
  count?: number | null;
  nth?: number | null;
  struck?: number;
}

interface Context {
  words: Words;
  ask: Ask;
  board: Board;
  start: Start;
  face: ReturnType<typeof import("./face.js").face>;
  signal: AbortSignal;
  tell: Tell;
  rest: string[];
}
