-- An import can be mapped by hand, may change people known already, and can be withdrawn.
alter table contact_import
  add column mapping jsonb,                 -- {field: column}, where the names of columns do not say
  add column known text not null default 'keep' check (known in ('keep', 'update')),
  add column withdrawn_by text,
  drop constraint contact_import_state_check,
  add constraint contact_import_state_check
    check (state in ('waiting', 'reading', 'done', 'failed', 'withdrawn'));

alter table contact_import_row
  add column created boolean not null default false,   -- the contact was not known before
  add column was jsonb,                     -- the contact before this row changed it
  drop constraint contact_import_row_check,
  add constraint contact_import_row_check check (result <> 'rejected' or contact_id is null),
  drop constraint contact_import_row_contact_id_fkey,
  add constraint contact_import_row_contact_id_fkey
    foreign key (contact_id) references contact (id) on delete set null;

alter table consent add column import_id uuid;   -- the file that told of it
create index consent_of_import on consent (import_id) where import_id is not null;
