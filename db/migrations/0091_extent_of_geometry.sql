-- The box around a GeoJSON geometry; null for what is none. Longitude is x, latitude is y.
create function library.extent_of(geometry text) returns box
language plpgsql immutable strict parallel safe as $$
begin
  return (
    select box(point(min((p ->> 0)::float8), min((p ->> 1)::float8)), point(max((p ->> 0)::float8), max((p ->> 1)::float8)))
    from jsonb_path_query(geometry::jsonb, 'strict $.coordinates.** ? (@.type() == "array" && @[0].type() == "number")') p
  );
exception when others then
  return null;
end $$;
