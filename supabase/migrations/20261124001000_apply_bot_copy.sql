-- Rows as another store had them, and rows that are to be gone: for copying a queue, and for tidying up after a self-test.

-- Write rows with their status, artifacts and times; says of each whether it was "added", "replaced" or "kept".
create or replace function public.apply_bot_restore(applications jsonb) returns json
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
    written text[] := '{}';
    one jsonb;
begin
    perform apply_bot.start_work(null);
    for one in select e from jsonb_array_elements(applications) e loop
        written := written || apply_bot.restore_one(one);
    end loop;
    return array_to_json(written);
end
$$;

create or replace function apply_bot.restore_one(given jsonb) returns text
language plpgsql volatile set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
    person constant uuid := apply_bot.writable_user(given #>> '{user,id}');
    created constant timestamptz := given ->> 'created_at';
    updated constant timestamptz := given ->> 'updated_at';
    job uuid;
    there record;
begin
    insert into public.users as u (id, email, name, profile, created_at, updated_at)
    values (person, coalesce(given #>> '{user,email}', ''), coalesce(given #>> '{user,name}', ''),
        apply_bot.object_of(given #> '{user,profile}'), created, updated)
    on conflict (id) do update
    set email = coalesce(nullif(u.email, ''), excluded.email), name = coalesce(nullif(u.name, ''), excluded.name),
        profile = coalesce(u.profile, excluded.profile)
    where coalesce(u.email, '') = '' or coalesce(u.name, '') = '' or u.profile is null;
    job := apply_bot.posting(given -> 'job', created);
    select a.id, a.status, a.updated_at into there from public.applications a
    where a.user_id = person and a.job_id = job for update;
    if there.status = 'processing' or there.updated_at > updated then
        return 'kept';
    end if;
    -- The row's own time, where a change would leave the present.
    perform set_config('apply_bot.moment', updated::text, true);
    if there.id is not null then
        update public.applications a
        set status = given ->> 'status', artifacts = given -> 'artifacts', attempt_meta = given -> 'attempt_meta',
            attempts = (given ->> 'attempts')::integer, priority = (given ->> 'priority')::integer,
            next_attempt_at = (given ->> 'next_attempt_at')::timestamptz
        where a.id = there.id;
        return 'replaced';
    end if;
    insert into public.applications (id, user_id, job_id, status, artifacts, attempt_meta, attempts, priority,
        next_attempt_at, created_at, updated_at)
    select apply_bot.new_id(given ->> 'id'), person, job, given ->> 'status', given -> 'artifacts',
        given -> 'attempt_meta', (given ->> 'attempts')::integer, (given ->> 'priority')::integer,
        (given ->> 'next_attempt_at')::timestamptz, created, updated
    where job is not null
    on conflict do nothing;
    if not found then
        raise exception 'expected new ids for the application and its posting, found % in use',
            quote_literal(given ->> 'id') using errcode = 'AB004';
    end if;
    return 'added';
end
$$;

-- Delete applications that nobody is processing, and the postings and applicants that nothing else needs; how many.
create or replace function public.apply_bot_forget(ids text[]) returns integer
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
    gone constant uuid[] := array(select k from (select apply_bot.uuid_of(i) as k from unnest(ids) i) s where k is not null);
    people uuid[];
    postings uuid[];
    number integer;
begin
    perform apply_bot.start_work(null);
    with deleted as (
        delete from public.applications a where a.id = any (gone) and a.status <> 'processing'
        returning a.user_id, a.job_id)
    select array_agg(distinct d.user_id), array_agg(distinct d.job_id), count(*) into people, postings, number
    from deleted d;
    begin
        delete from public.jobs j where j.id = any (postings)
            and not exists (select from public.applications a where a.job_id = j.id);
        delete from public.users u where u.id = any (people)
            and not exists (select from public.applications a where a.user_id = u.id);
    exception when foreign_key_violation then
        null;  -- a table of the project's own needs them
    end;
    return number;
end
$$;

revoke all on function public.apply_bot_restore(jsonb), apply_bot.restore_one(jsonb), public.apply_bot_forget(text[])
    from public, anon, authenticated, service_role;
grant execute on function public.apply_bot_restore(jsonb), public.apply_bot_forget(text[]) to authenticated, service_role;

notify pgrst, 'reload schema';
