-- What searches find has a state, as what calls are judged by has (0056): found once, it is found again only under another.
create table catalogue.search_state (n bigint not null);

create function catalogue.change_search_state() returns trigger language plpgsql as $$
begin
  insert into catalogue.search_state (n) values (floor(random() * 9007199254740992)::bigint);
  return null;
end $$;

create trigger search_state after insert or delete or update or truncate on catalogue.search_documents
  for each statement execute function catalogue.change_search_state();
