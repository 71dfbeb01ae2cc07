-- One message a contact and campaign, whichever of its calls a machine takes.
alter table campaign_member add column message_left boolean not null default false;
