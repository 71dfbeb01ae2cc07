// What the API answers about campaigns, as types.

type Language = "en" | "es";
type Purpose = "service" | "marketing";

type CampaignState =
  | "draft"
  | "rehearsed"
  | "approved"
  | "scheduled"
  | "running"
  | "paused"
  | "completed"
  | "cancelled"
  | "stopped";
type Spoken = {
  purpose: string;
  questions: string[];
  closing: string;
  voicemail: string;
  reason: string;
  /** Who says it; without, whoever usually does. */
  voice?: string;
};
type OfferedVoice = {
  id: string;
  name: string;
  languages: string[];
  about: string;
  usual_for: Language[];
};
type Script = { en: Spoken | null; es: Spoken | null };
type Retry = { after: number; times: number; other_time: boolean };
type Breakers = {
  minutes: number;
  least: number;
  failures: number;
  opt_outs: number;
  provider_errors: number;
  burn: number;
};
type HandOver = {
  agents: number;
  rota: string;
  ratio: number;
  handle_seconds: number;
};
type Rules = {
  purpose: Purpose;
  consent_required: boolean;
  opens_at: string;
  closes_at: string;
  weekdays: number[];
  hours_waived_because: string | null;
  zone: string | null;
  per_second: number;
  live_cap: number;
  day_cap: number;
  number_cap: number | null;
  max_attempts: number;
  retries: Record<string, Retry>;
  currency: string;
  minute_price_micro: number;
  talk_seconds: number;
  budget_micro: number;
  day_budget_micro: number | null;
  contact_budget_micro: number | null;
  callers: string[];
  transfer: HandOver | null;
  breakers: Breakers;
  record: boolean;
  retention: "short" | "standard" | "long" | "hold";
};
type TicketQuery = {
  state: TicketState[];
  priority: number[];
  assignee: string | null;
};
type Audience = { list_id: string | null; tickets: TicketQuery | null };
type Campaign = {
  id: string;
  name: string;
  state: CampaignState;
  why: string | null;
  audience: Audience;
  also_in: "skip" | "keep";
  script: Script;
  script_version: number;
  rules: Rules;
  caller: string;
  run: number;
  version: number;
  created_by: string;
  created_at: string;
  starts_at: string | null;
  started_at: string | null;
  ended_at: string | null;
  limited_by: string | null;
  tripped_by: string | null;
  probe_at: string | null;
  without_phone: number;
};
type CampaignReport = {
  contacts: number;
  waiting: number;
  calling: number;
  live: number;
  planned: number;
  outcomes: Record<string, number>;
  without_phone: number;
  spent_micro: number;
  reserved_micro: number;
  day_spent_micro: number;
  budget_micro: number;
  currency: string;
  abandoned: number | null;
  limited_by: string | null;
  tripped_by: string | null;
  probe_at: string | null;
};
type Forecast = {
  based_on: number;
  people: number;
  attempts: number;
  cost_micro: number;
  total_micro: number;
  fits_budget: boolean;
  finish_at: string | null;
};
type Member = {
  id: string;
  contact_id: string;
  name: string;
  phone: string;
  language: string;
  state: "waiting" | "calling" | "done";
  attempts: number;
  next_at: string;
  outcome: string | null;
  note: string | null;
  last_attempt: string | null;
};
type LogEntry = {
  at: string;
  actor: string;
  state: CampaignState;
  reason: string;
  cause: string | null;
  changes: { field: string; before: unknown; after: unknown }[];
};
type ScriptVersion = {
  version: number;
  script: Script;
  authors: string[];
  at: string;
  approved_by: string | null;
  approved_at: string | null;
};
type Heard = {
  name: string;
  language: Language;
  words: Spoken;
  missing: string[];
};
type WordsPreview = {
  heard: Heard[];
  all: { people: number; complete: number; missing: Record<string, number> };
};
