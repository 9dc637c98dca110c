-- Who may call what: nobody, then those who need it. Comes last, as it speaks of every function.

do $$
declare
    one record;
begin
    for one in
        select p.oid::regprocedure as name, n.nspname = 'public' as is_open,
            p.proname in ('claims', 'uid', 'is_worker', 'reader', 'uuid_of', 'object_of', 'told') as is_shared
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'apply_bot' or (n.nspname = 'public' and starts_with(p.proname, 'apply_bot_'))
    loop
        -- Supabase grants new functions of `public` to all three by default.
        execute format('revoke all on function %s from public, anon, authenticated, service_role', one.name);
        -- The worker may be signed in as `authenticated`: the functions themselves tell who is who.
        if one.is_open or one.is_shared then
            execute format('grant execute on function %s to authenticated, service_role', one.name);
        end if;
    end loop;
end
$$;

revoke all on all tables in schema apply_bot from public, anon, authenticated, service_role;

notify pgrst, 'reload schema';
