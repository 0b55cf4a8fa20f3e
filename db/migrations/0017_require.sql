-- For statements that are sent ahead of one another's answers: what does not hold ends the transaction, with a SQLSTATE
-- of ours that says which.
create function platform.require(holds boolean, state text) returns boolean language plpgsql as $$
begin
  if holds is not true then
    raise exception 'does not hold' using errcode = state;
  end if;
  return true;
end $$;
