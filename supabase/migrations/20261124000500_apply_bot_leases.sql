-- What a worker says of the rows it holds. A token that is not the row's own changes nothing. Rows are named by their ids,
-- so that the index is right whatever the planner knows of a queue that has just been filled.

-- The leases given, as rows; an id that is no UUID is nobody's.
create or replace function apply_bot.leases_of(leases jsonb) returns table (id uuid, token text)
language sql immutable set search_path = ''
as $$
    select apply_bot.uuid_of(l.id), l.token from jsonb_to_recordset(leases) as l (id text, token text)
$$;

-- Locks rows in one order, whoever asks, so that no two transactions wait for each other.
create or replace function apply_bot.lock(ids uuid[]) returns void
language plpgsql volatile set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
    perform from public.applications a where a.id = any (ids) order by a.id for update;
end
$$;

-- Whether submit has begun under the lease the row is held by now; an earlier one's mark says nothing.
create or replace function apply_bot.submitting(meta jsonb, token text) returns boolean
language sql immutable set search_path = ''
as $$ select coalesce(meta #>> '{submit_begun,token}' = token, false) $$;

-- The tries so far.
create or replace function apply_bot.attempts_of(meta jsonb) returns jsonb
language sql immutable set search_path = ''
as $$ select case jsonb_typeof(meta -> 'attempts') when 'array' then meta -> 'attempts' else '[]' end $$;

-- Extend the leases still held; returns their ids.
create or replace function public.apply_bot_heartbeat(leases jsonb, lease_seconds float8, at timestamptz default null)
returns json
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan
set enable_seqscan = off set jit = off
as $$
declare
    moment timestamptz := apply_bot.start_work(at);
    held uuid[] := array(select l.id from apply_bot.leases_of(leases) l where l.id is not null);
begin
    perform apply_bot.lock(held);
    with beaten as (
        update public.applications a set lease_expires_at = moment + make_interval(secs => lease_seconds)
        from apply_bot.leases_of(leases) l
        where a.id = any (held) and a.id = l.id and a.lease_token = l.token and a.status = 'processing'
        returning a.id)
    select array_agg(b.id) into held from beaten b;
    return array_to_json(coalesce(held, '{}'));
end
$$;

-- Note that the click comes next, and use up the approval. Repeating it changes nothing.
create or replace function public.apply_bot_begin_submit(id text, token text, plan jsonb, at timestamptz default null)
returns void
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan
set enable_seqscan = off set jit = off
as $$
declare
    moment timestamptz := apply_bot.start_work(at);
    key uuid := apply_bot.uuid_of(apply_bot_begin_submit.id);
    meta jsonb;
begin
    select a.attempt_meta into meta from public.applications a
    where a.id = key and a.lease_token = apply_bot_begin_submit.token and a.status = 'processing' for update;
    if not found then
        perform apply_bot.known(apply_bot_begin_submit.id);
        raise exception 'expected application % to be held under this lease, found another or none; do not submit', key
            using errcode = 'AB003';
    end if;
    perform apply_bot.refuse_stopped();
    if not apply_bot.submitting(meta, token) then
        update public.applications a
        set attempt_meta = meta - 'approval' || jsonb_build_object('submit_begun', jsonb_build_object(
            'at', apply_bot.text_of(moment), 'plan', plan, 'token', token))
        where a.id = key;
    end if;
end
$$;

-- Write how attempts ended and end their leases; says of each, in order, whether it was "done", is "repeated" or "stale".
create or replace function public.apply_bot_finish(outcomes jsonb, at timestamptz default null) returns json
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan
set enable_seqscan = off set jit = off
as $$
declare
    moment timestamptz := apply_bot.start_work(at);
    ids constant uuid[] := array(select apply_bot.uuid_of(o ->> 'id')
        from jsonb_array_elements(outcomes) with ordinality e (o, place) order by place);
    tokens constant text[] := array(select o ->> 'token'
        from jsonb_array_elements(outcomes) with ordinality e (o, place) order by place);
    written uuid[];
begin
    perform apply_bot.lock(ids);
    with given as (
        -- Of one that is given twice the first counts.
        select distinct on (ids[e.place], tokens[e.place]) ids[e.place] as id, tokens[e.place] as token, o.*
        from jsonb_array_elements(outcomes) with ordinality e (one, place)
        cross join jsonb_to_record(e.one) as o (
            status text, artifacts jsonb, attempt jsonb, review jsonb, next_attempt_at timestamptz, counts boolean)
        order by ids[e.place], tokens[e.place], e.place
    ), done as (
        update public.applications a
        set status = g.status,
            artifacts = g.artifacts,
            attempt_meta = a.attempt_meta - '{review,waiting}'::text[]
                || jsonb_build_object('attempts', apply_bot.attempts_of(a.attempt_meta) || jsonb_build_array(g.attempt))
                || case when g.review is null then '{}' else jsonb_build_object('review', g.review) end,
            attempts = a.attempts + g.counts::integer,
            next_attempt_at = g.next_attempt_at,
            finished_token = g.token
        from given g
        where a.id = any (ids) and a.id = g.id and a.lease_token = g.token and a.status = 'processing'
        returning a.id, a.finished_token)
    select array_agg(d.id) into written from done d;
    return (
        select coalesce(json_agg(case
            when a.finished_token is distinct from e.token then 'stale'
            when a.id = any (written) and e.nth = 1 then 'done'
            else 'repeated' end order by e.place), '[]')
        from (select g.id, g.token, g.place, row_number() over (partition by g.id, g.token order by g.place) as nth
            from unnest(ids, tokens) with ordinality g (id, token, place)) e
        left join public.applications a on a.id = e.id and a.id = any (ids));
end
$$;

-- End leases whose attempts broke off: back to pending, or to unconfirmed where submit had begun, whose ids are returned.
-- The attempt is noted and counts.
create or replace function apply_bot.break_off(broken uuid[], moment timestamptz, code text, how text) returns uuid[]
language plpgsql volatile set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
    unconfirmed constant uuid[] := array(select a.id from public.applications a
        where a.id = any (broken) and apply_bot.submitting(a.attempt_meta, a.lease_token));
begin
    update public.applications a
    set status = l.status,
        attempts = a.attempts + 1,
        next_attempt_at = null,
        attempt_meta = a.attempt_meta - '{review,waiting}'::text[]
            || jsonb_build_object('attempts', apply_bot.attempts_of(a.attempt_meta) || jsonb_build_array(jsonb_build_object(
                'number', jsonb_array_length(apply_bot.attempts_of(a.attempt_meta)) + 1,
                'worker', coalesce(a.lease_owner, ''),
                'mode', '',
                'started', apply_bot.text_of(a.updated_at),
                'finished', apply_bot.text_of(moment),
                'outcome', l.status,
                'error', jsonb_build_object(
                    'code', code,
                    'message', how || case l.status when 'unconfirmed' then ' after submit had begun'
                        else ' before it could submit' end,
                    'retryable', l.status <> 'unconfirmed'))))
    from (select e.id, case when e.id = any (unconfirmed) then 'unconfirmed' else 'pending' end as status
        from unnest(broken) e (id)) l
    where a.id = any (broken) and a.id = l.id;
    return unconfirmed;
end
$$;

-- Give claimed rows back unworked, not due before `until` where given; those whose submit has begun become unconfirmed,
-- stale ones are passed over.
create or replace function public.apply_bot_release(
    leases jsonb, until timestamptz default null, because text default '', at timestamptz default null) returns void
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan
set enable_seqscan = off set jit = off
as $$
declare
    moment timestamptz := apply_bot.start_work(at);
    given uuid[] := array(select l.id from apply_bot.leases_of(leases) l);
begin
    perform apply_bot.lock(given);
    given := array(select a.id from apply_bot.leases_of(leases) l
        join public.applications a on a.id = l.id and a.lease_token = l.token
        where a.id = any (given) and a.status = 'processing');
    perform apply_bot.break_off(array(select a.id from public.applications a
        where a.id = any (given) and apply_bot.submitting(a.attempt_meta, a.lease_token)), moment, 'stopped',
        'the worker was stopped');
    update public.applications a
    set status = 'pending', next_attempt_at = until,
        attempt_meta = case when until is null then a.attempt_meta - 'waiting'
            else a.attempt_meta || jsonb_build_object('waiting', jsonb_build_object(
                'until', apply_bot.text_of(until), 'because', because)) end
    where a.id = any (given) and a.status = 'processing';
end
$$;

-- End expired leases: back to pending, or to unconfirmed where submit had begun. The lost attempt is noted and counts.
create or replace function public.apply_bot_sweep(at timestamptz default null) returns json
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan
set enable_seqscan = off set jit = off
as $$
declare
    moment timestamptz := apply_bot.start_work(at);
    expired constant uuid[] := array(
        select a.id from public.applications a
        where a.status = 'processing' and a.lease_expires_at <= moment
        order by a.lease_expires_at for update skip locked);
    unconfirmed uuid[];
begin
    unconfirmed := apply_bot.break_off(expired, moment, 'lease_expired', 'the worker was lost');
    return json_build_object(
        'pending', array_to_json(array(select e.id from unnest(expired) e (id) where e.id <> all (unconfirmed))),
        'unconfirmed', array_to_json(unconfirmed));
end
$$;
