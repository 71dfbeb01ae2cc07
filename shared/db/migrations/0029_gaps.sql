-- Files that came with a mail and are neither kept nor refused yet.
alter table mail add column files_left int not null default 0;
create index mail_with_files on mail (at) where files_left > 0;

-- What failed for good is forgotten a while after somebody decided, or after it came.
create index poison_message_worn on poison_message (coalesce(decided_at, inserted_at), id);
