-- What calls are judged by (grants, clients, the library's pointers and whatever else the judgement reads) has a state, and each
-- change gives it another: the sum over this table. A change adds a row of its own in its own transaction, so that no two
-- changes wait for each other, and whoever reads the sum beside something else reads both at one instant.
create table platform.call_state (n bigint not null);

-- Random, so that a state that was lost with a server that failed over is not met again by counting.
create function platform.change_call_state() returns trigger language plpgsql as $$
begin
  insert into platform.call_state (n) values (floor(random() * 9007199254740992)::bigint);
  return null;
end $$;

create trigger call_state after insert or delete or update or truncate on sharing.grants
  for each statement execute function platform.change_call_state();
create trigger call_state after insert or delete or truncate or update of client_id, agency_id, revoked_at on identity.clients
  for each statement execute function platform.change_call_state();
create trigger call_state after insert or delete or update or truncate on library.resources
  for each statement execute function platform.change_call_state();
-- Not judged by, but remembered for as long as the state: what stands in the catalogue of a resource.
create trigger call_state after insert or delete or update or truncate on catalogue.resources
  for each statement execute function platform.change_call_state();
create trigger call_state after insert or delete or update or truncate on catalogue.items
  for each statement execute function platform.change_call_state();

create trigger call_state after insert or delete or update or truncate on sharing.purposes
  for each statement execute function platform.change_call_state();
create trigger call_state after insert or delete or update or truncate on sharing.consent_resources
  for each statement execute function platform.change_call_state();
create trigger call_state after insert or delete or update or truncate on directory.agencies
  for each statement execute function platform.change_call_state();
create trigger call_state after insert or delete or update or truncate on platform.calendar_years
  for each statement execute function platform.change_call_state();
create trigger call_state after insert or delete or update or truncate on platform.calendar_days
  for each statement execute function platform.change_call_state();
