-- People who wrote or signed in, and never gave a number, are found and erased by their address.
alter table erasure alter column phone drop not null;
alter table erasure add column email text;
alter table erasure add constraint erasure_of_somebody check (phone is not null or email is not null);
create unique index erasure_once_by_email on erasure (email) where state = 'waiting';
create index ticket_of_email on ticket (lower(requester_email)) where requester_email is not null;
create index ticket_of_sign_in on ticket (lower(requester_name)) where requester_id is not null;
