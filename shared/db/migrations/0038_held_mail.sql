-- Mail of whoever sends more than we take in an hour is held until a person has looked at it.
alter table mail drop constraint mail_kind_check, add constraint mail_kind_check check (
  kind in ('comment', 'receipt', 'answer', 'request', 'bounce', 'ignored', 'held')
);
alter table mail add column files_since timestamptz; -- from when its files are waited for; else when it came
create table held_mail (
  id uuid primary key references mail on delete cascade,
  address text not null,
  mail jsonb not null,                      -- what it says, without its files: these lie in attachments/held/ID
  files int not null,
  at timestamptz not null,
  admitted_by text,                         -- who lets it in: a timer does, soon
  tries int not null default 0,
  told boolean not null default false       -- whether the desk knows how many they are
);
create index held_mail_of_address on held_mail (lower(address));
create index held_mail_admitted on held_mail (tries, id) where admitted_by is not null;
create index held_mail_untold on held_mail (lower(address), at) where not told;
