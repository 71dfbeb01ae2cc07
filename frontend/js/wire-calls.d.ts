// What the API answers about calls and who takes them, as types.

type Call = {
  id: string;
  direction: "outbound" | "inbound";
  phone: string;
  number: string;
  status: string;
  answered_by: string | null;
  created_at: string;
  answered_at: string | null;
  ended_at: string | null;
  seconds: number | null;
  /** Who of ours ends it, or has. */
  ended_by: string | null;
  /** Who of ours takes it over, or did last. */
  takeover: { id: string; person: string; state: TakeoverState; asked_at: string } | null;
};
type TakeoverState =
  | "asked"
  | "waiting"
  | "talking"
  | "done"
  | "nobody_there"
  | "nobody_came"
  | "left"
  | "dropped";
type Turn = {
  n: number;
  heard: string | null;
  digits: string | null;
  said: string | null;
  action: string | null;
  source: string | null;
  claimed_at: string;
  answered_at: string | null;
  interrupted_after: number | null;
};
type Correction = {
  id: string;
  n: number;
  side: "heard" | "said";
  text: string;
  actor: string;
  at: string;
};
type Conclusion = {
  outcome: string;
  note: string | null;
  at: string;
  summary: string | null;
  summary_en: string | null;
  judged: string | null;
  confidence: number | null;
  sentiment: string | null;
  answers: {
    question: number;
    answer: string | null;
    confidence: number | null;
  }[];
  summed_by: string | null;
};
type Recording = {
  state: string;
  unwanted: string | null;
  retention: string;
  wanted_at: string;
  seconds: number | null;
};
type Talk = {
  turns: Turn[];
  corrections: Correction[];
  conclusion: Conclusion | null;
  recording: Recording | null;
};
type Listen = { actor: string; part: string | null; at: string };
type PromiseState = "open" | "kept" | "broken" | "withdrawn";
type Owed = {
  id: string;
  call_id: string;
  phone: string;
  language: Language;
  cause: string;
  contact_id: string | null;
  member_id: string | null;
  ticket_id: string | null;
  words: string;
  due_at: string;
  made_at: string;
  state: PromiseState;
  told_at: string | null;
  assignee: string | null;
  closed_by: string | null;
  reason: string | null;
  kept_by: string | null;
};
type Transfer = {
  id: string;
  call_id: string;
  campaign_id: string | null;
  ticket_id: string | null;
  begun_by: string | null;
  rota: string;
  language: Language;
  state: string;
  wanted_at: string;
  ended_at: string | null;
  waited_seconds: number | null;
  taken_by: string | null;
  abandoned: boolean;
  asked: {
    person: string;
    at: string;
    ring_seconds: number;
    took_it: boolean;
  }[];
};
type OurNumber = {
  phone: string;
  label: string;
  day_cap: number | null;
  quarantined_until: string | null;
  quarantine_reason: string | null;
  version: number;
  calls_today: number;
};
type Both = { en: string; es: string };
type CallingRule = {
  code: string;
  name: Both;
  binds: Purpose[];
  week: Record<string, string[]>;
  closed_on_holidays: boolean;
  closed: string[];
  working: string[];
  limits: { calls: number; days: number }[];
  source: string;
  version: number;
  changed_by: string | null;
  changed_at: string | null;
  reason: string | null;
};
type MayCall = {
  phone: string;
  allowed: boolean;
  opens_at: string | null;
  zones: string[];
  findings: { rule: string; zone: string; verdict: string; why: Both }[];
  why: Both;
};
type Rank = "first" | "second" | "manager";
type Colleague = { name: string; phone: string; language: Language };
type RotaShift = {
  person: string;
  rank: Rank;
  weekdays: number[];
  starts: string;
  ends: string;
};
type Spell = { person: string; starts_at: string; ends_at: string };
type RotaPlan = {
  name: string;
  zone: string;
  people: Colleague[];
  shifts: RotaShift[];
  absences: Spell[];
  overrides: (Spell & { rank: Rank })[];
};
type Rota = RotaPlan & { id: string; version: number };
type OnCall = { rank: Rank; name: string; phone: string; language: Language };
type Watch = {
  rota: string;
  at: string;
  on_call: OnCall[];
  next: { at: string; people: OnCall[] } | null;
};
type VoiceDay = {
  day: string;
  speaker: string;
  voice: string;
  syntheses: number;
  characters_synthesized: number;
  hits: number;
  characters_cached: number;
  spent_micro: number;
  saved_micro: number;
};
type Circuit = {
  speaker: string;
  failures: number;
  open_until: string | null;
  reason: string;
  trying: boolean;
};
type AudioUsage = {
  syntheses: number;
  characters_synthesized: number;
  hits: number;
  characters_cached: number;
  hit_rate: number;
  fallbacks: number;
  spent_micro: number;
  saved_micro: number;
  days: VoiceDay[];
  passed_over: { speaker: string; reason: string; times: number }[];
  circuits: Circuit[];
};
type AudioOrder = {
  id: string;
  kind: "warming" | "invalidation";
  at: string;
  actor: string;
  reason: string;
  done_at: string | null;
  count: number | null;
};
