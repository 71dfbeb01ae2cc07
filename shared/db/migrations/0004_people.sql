-- People we may ring, the lists and files they came by, and what they have allowed or forbidden.
create table contact (
  id uuid primary key,
  name text not null,
  phone text not null unique,               -- E.164
  language text not null check (language in ('en', 'es')),
  zones text[] not null,                    -- every zone the phone may be in; none: unknown
  created_at timestamptz not null,
  version int not null default 1
);

create table contact_list (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null
);
create unique index contact_list_name on contact_list (lower(name));

create table list_member (
  list_id uuid not null references contact_list (id),
  contact_id uuid not null references contact (id),
  variables jsonb not null default '{}',    -- what the file says of them beside the contact's own
  primary key (list_id, contact_id)
);
create index list_member_of_contact on list_member (contact_id);

create table contact_import (
  id uuid primary key,
  list_id uuid not null references contact_list (id),
  file_name text not null,
  sha256 text not null,
  file bytea,                               -- until it is read
  country text,                             -- ISO 3166: where numbers without a prefix belong
  language text not null check (language in ('en', 'es')),
  consent_purpose text,                     -- with its source: the people of this file agreed to it
  consent_source text,
  requested_by text not null,
  requested_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'reading', 'done', 'failed')),
  failure text,
  columns jsonb not null default '[]',
  total int not null default 0,             -- rows in the file
  position int not null default 0,          -- rows that have their result
  imported int not null default 0,
  repaired int not null default 0,
  duplicate int not null default 0,
  rejected int not null default 0,
  finished_at timestamptz,
  check (position = imported + repaired + duplicate + rejected),
  check (state <> 'done' or position = total),
  check ((consent_purpose is null) = (consent_source is null))
);
-- The same file for the same list is recognised, unless it could not be read.
create unique index contact_import_once on contact_import (list_id, sha256) where state <> 'failed';

create table contact_import_row (
  import_id uuid not null references contact_import (id),
  row int not null,                         -- as a spreadsheet counts: the header is row 1
  result text not null check (result in ('imported', 'repaired', 'duplicate', 'rejected')),
  reasons jsonb not null,                   -- [{code, text}]
  cells jsonb not null,
  contact_id uuid references contact (id),
  primary key (import_id, row),
  check ((result = 'rejected') = (contact_id is null))
);
create index contact_import_row_result on contact_import_row (import_id, result, row);
create index contact_import_row_of_contact on contact_import_row (contact_id);

create table do_not_call (
  phone text primary key,
  source text not null,
  reason text,
  scope text not null check (scope in ('all')),
  at timestamptz not null,
  proof text
);

create table consent (
  id uuid primary key,
  phone text not null,
  purpose text not null,
  source text not null,
  given_at timestamptz not null,
  expires_at timestamptz check (expires_at > given_at),
  revoked_at timestamptz
);
create index consent_of_phone on consent (phone, purpose);
