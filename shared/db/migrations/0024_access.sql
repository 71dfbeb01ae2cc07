-- People as an admin knows them: what stands here goes before what their sign-in says.
create table account (
  id uuid primary key,
  name text not null,                       -- as they sign in
  roles text[] not null,
  groups text[] not null,                   -- keys of desk_group
  active boolean not null,
  version int not null,
  created_at timestamptz not null
);
create unique index account_name on account (lower(name));

-- Groups people work in. Agents of one with visibility `own` see the tickets of their groups alone.
create table desk_group (
  id uuid primary key,
  key text not null unique,
  name text not null,
  visibility text not null check (visibility in ('all', 'own')),
  version int not null,
  created_at timestamptz not null
);
alter table ticket add column group_key text;
create index ticket_group on ticket (group_key, serial desc) where group_key is not null;

-- What programs sign in with: of the secret only what tells it again is kept.
create table api_token (
  id uuid primary key,
  name text not null,
  prefix text not null unique,              -- to find it by
  digest bytea not null,                    -- of the whole token, with the pepper of the vault
  role text not null,
  scopes text[] not null,
  groups text[] not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);

-- Who changed what that has no journal of its own. A timer seals it into a chain.
create table audit_entry (
  position bigint primary key generated always as identity,
  at timestamptz not null,
  actor_id text not null,
  actor text not null,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb
);
create index audit_entry_subject on audit_entry (subject, position desc);
create index audit_entry_actor on audit_entry (actor, position desc);

create function audit_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'what stands in the audit is not rewritten and not removed';
end
$$;
create trigger audit_entry_is_final before update or delete on audit_entry
for each row execute function audit_is_final();

create table audit_waiting (
  position bigint primary key references audit_entry
);
create table audit_seal (
  number bigint primary key,                -- 1, 2, 3: in the order in which they were sealed
  position bigint not null unique references audit_entry,
  digest bytea not null                     -- of the one before, and of the entry
);
create trigger audit_seal_is_final before update or delete on audit_seal
for each row execute function audit_is_final();

-- Requests with an Idempotency-Key, and how they were answered: kept a day.
create table request_once (
  owner text not null,
  key text not null,
  digest bytea not null,                    -- of what was asked for
  begun_at timestamptz not null,
  status smallint,                          -- empty while it is worked on
  headers jsonb,
  body bytea,
  primary key (owner, key)
);
create index request_once_begun on request_once (begun_at);
