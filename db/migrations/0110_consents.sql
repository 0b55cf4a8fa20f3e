-- A case on whose way a person is asked.
alter table sharing.consents add column case_number text;
-- Asked twice at once, it is asked once.
create unique index on sharing.consents (subject, consumer_id, resource_id, purpose, items, coalesce(case_number, '')) where state = 'asked';
create index on sharing.consents (subject, case_number) where case_number is not null;
