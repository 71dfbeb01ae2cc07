-- Articles with versions, languages and readers; what a model suggests for tickets, and what came of it.
alter table article
  add column translation_of uuid references article,
  add column review_on date,
  add column from_ticket uuid references ticket,
  add column published_version int default 1,   -- none: a draft. Yesterday's code publishes at once
  add column published_by text,
  add column published_at timestamptz;
update article set published_version = version, published_by = written_by, published_at = written_at;
create unique index article_translation on article (translation_of, language)
where translation_of is not null;

-- How articles read before they were changed.
create table article_version (
  article_id uuid not null references article,
  version int not null,
  title text not null,
  text text not null,
  language text not null,
  written_by text not null,
  written_at timestamptz not null,
  primary key (article_id, version)
);

create table article_feedback (
  article_id uuid not null references article,
  person text not null,                     -- the id they sign in with
  version int not null,                     -- of the article that they read
  helpful boolean not null,
  note text,
  at timestamptz not null,
  primary key (article_id, person)
);
create index article_feedback_of on article_feedback (person);

-- Tickets that an article was made from, or that were answered with it.
create table article_use (
  article_id uuid not null references article,
  ticket_id uuid not null references ticket,
  at timestamptz not null,
  reopened int not null,                    -- how often the ticket had been by then
  reopened_at timestamptz,                  -- once more
  primary key (article_id, ticket_id)
);
create index article_use_of on article_use (ticket_id);

-- What people typed while they looked for an article, and how many there were.
create table article_search (
  id uuid primary key,
  person text not null,
  phrase text not null,
  found int not null,
  at timestamptz not null
);
create index article_search_of on article_search (person, at desc);
create index article_search_at on article_search (at);

create table suggestion (
  id uuid primary key,
  ticket_id uuid not null references ticket,
  kind text not null check (kind in ('triage', 'summary', 'reply', 'resolution')),
  content jsonb not null,
  confidence real not null check (confidence between 0 and 1),
  reasons text[] not null,
  sources jsonb not null,
  by text not null check (by in ('model', 'rules')),
  why text,                                 -- why not by the model
  human_queue boolean not null,
  state text not null check (state in ('offered', 'accepted', 'edited', 'rejected', 'stale')),
  basis text not null,                      -- what tells whether the ticket still says the same
  ticket_version int not null,
  model text,
  tokens_in int not null default 0,
  tokens_out int not null default 0,
  money bigint not null default 0,          -- micro-units
  made_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  decided_text text,
  kept real,                                -- the share of its words that stayed
  check ((state in ('offered', 'stale')) = (decided_at is null))
);
create index suggestion_of on suggestion (ticket_id, id desc);
create unique index suggestion_standing on suggestion (ticket_id, kind) where state = 'offered';
create index suggestion_made on suggestion (made_at);
create index suggestion_for_people on suggestion (id)
where human_queue and state = 'offered' and kind = 'triage';

-- What is to be suggested. The row is the work: whoever does it takes it away.
create table suggestion_wish (
  ticket_id uuid not null references ticket,
  kind text not null,
  basis text not null,                      -- of the ticket that it is to be made from
  wished_by text,                           -- none: the ticket changed
  due_at timestamptz not null,
  claim uuid,                               -- of who is at it
  tries int not null default 0,
  primary key (ticket_id, kind)
);
create index suggestion_wish_due on suggestion_wish (due_at);

create table assist_settings (
  only_one boolean primary key default true check (only_one),
  chosen jsonb not null,
  version int not null,
  changed_by text not null,
  changed_at timestamptz not null
);

create table assist_spending (
  day date primary key,                     -- UTC
  tokens bigint not null,                   -- what answers may cost is kept aside beforehand
  money bigint not null,
  stopped_at timestamptz
);

-- What was suggested beside what the ticket was closed with.
create table assist_measure (
  suggestion_id uuid not null,
  field text not null,
  by text not null,
  is_right boolean not null,
  closed_at timestamptz not null,
  primary key (suggestion_id, field)
);
create index assist_measure_at on assist_measure (closed_at);

create table assist_alarm (
  field text not null,
  week date not null,
  primary key (field, week)
);

-- What triage can tell beside a group: an organisation changes the choices, or retires the field.
insert into ticket_field (key, label_en, label_es, kind, choices, changed_by, changed_at) values
  ('category', 'Category', 'Categoría', 'choice',
    array['access', 'email', 'hardware', 'network', 'software', 'telephony', 'billing', 'other'],
    'centralita', '2026-11-29T00:00:00Z')
on conflict (key) do nothing;
