// What the API answers about people and what they allow, as types.

type Contact = {
  id: string;
  name: string;
  phone: string;
  language: Language;
  zones: string[];
  created_at: string;
  version: number;
};
type Consent = {
  id: string;
  purpose: string;
  source: string;
  proof: string | null;
  noted_by: string | null;
  given_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  revoked_source: string | null;
  revoked_by: string | null;
};
type ContactList = {
  id: string;
  name: string;
  created_at: string;
  size: number;
};
type ListMember = {
  id: string;
  name: string;
  phone: string;
  language: string;
  zones: string[];
  variables: Record<string, string>;
};
type Import = {
  id: string;
  list_id: string;
  file_name: string;
  requested_by: string;
  requested_at: string;
  state: "waiting" | "reading" | "done" | "failed" | "withdrawn";
  failure: string | null;
  columns: string[];
  total: number;
  position: number;
  imported: number;
  repaired: number;
  duplicate: number;
  rejected: number;
};
type ImportRow = {
  row: number;
  result: string;
  reasons: { code: string; text: string }[];
  cells: string[];
};
type PreviewColumn = { name: string; field: string };
type PreviewRow = ImportRow & {
  name: string | null;
  phone: string | null;
  language: string | null;
  zones: string[];
};
type Preview = {
  problem: string | null;
  format: "csv" | "xlsx";
  encoding: string | null;
  delimiter: string | null;
  has_header: boolean;
  columns: PreviewColumn[];
  rows: PreviewRow[];
};
type DoNotCall = {
  phone: string;
  scope: "all" | "purpose" | "campaign";
  refers_to: string | null;
  source: string;
  reason: string | null;
  proof: string | null;
  at: string;
};
type DoNotCallEvent = Omit<DoNotCall, "source"> & {
  act: "added" | "asked_back" | "removed";
  source: string | null;
  actor: string | null;
};
type Listed = {
  result: "listed" | "known" | "rejected";
  phone: string;
  problem: string | null;
};
type Erasure = {
  id: string;
  reason: string;
  requested_by: string;
  requested_at: string;
  state: "waiting" | "done";
  finished_at: string | null;
  counts: Record<string, number>;
};
