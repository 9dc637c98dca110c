-- The claim: rows that go first, under a lease, never one to two workers.

-- Rows whose moment has come join those that are due, the longest waiting first; each does so once per wait.
create or replace function apply_bot.wake(moment timestamptz) returns void
language sql volatile set search_path = ''
as $$
    update public.applications a set next_attempt_at = null
    where a.id = any (array(
        select w.id from public.applications w
        where w.status = 'pending' and w.next_attempt_at is not null and w.next_attempt_at <= moment
        order by w.next_attempt_at limit 10000 for update skip locked))
$$;

-- The rows that go first, in order, read from the index as far as the claim takes and no further; also where the planner
-- knows nothing yet of a queue that has just been filled.
create or replace function apply_bot.first_due(wanted integer) returns uuid[]
language sql volatile set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
    select array(
        select a.id from public.applications a
        where a.status = 'pending' and a.next_attempt_at is null
        order by a.priority desc, a.created_at, a.id limit greatest(wanted, 0) for update skip locked)
$$;

create or replace function apply_bot.first_due_of_board(wanted integer, its text)
returns table (id uuid, priority integer, created_at timestamptz)
language sql stable set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
    select a.id, a.priority, a.created_at from public.applications a
    where a.status = 'pending' and a.next_attempt_at is null and a.board = its
    order by a.priority desc, a.created_at, a.id limit greatest(wanted, 0)
$$;

-- The same of some boards, or with some paced: a paced board gives one row at most, and none before its time.
create or replace function apply_bot.first_due_of(
    wanted integer, boards text[], spacing jsonb, moment timestamptz) returns uuid[]
language plpgsql volatile set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
    chosen uuid[];
begin
    chosen := array(
        -- Boards that have due rows, by hopping along the index from board to board.
        with recursive hop (board) as (
            (select a.board from public.applications a
            where a.status = 'pending' and a.next_attempt_at is null order by a.board limit 1)
            union all
            select (select a.board from public.applications a
                where a.status = 'pending' and a.next_attempt_at is null and a.board > hop.board
                order by a.board limit 1)
            from hop where hop.board is not null
        ), open (board, most) as (
            select h.board, case when coalesce((spacing ->> h.board)::float8, 0) > 0 then least(wanted, 1) else wanted end
            from hop h
            where h.board is not null and (boards is null or h.board = any (boards)) and not (spacing ? h.board
                -- A moment further ahead than the pace itself does not hold: it was written by a longer pace, another
                -- worker's or one that has been shortened since, or before a clock was set back.
                and exists (select from apply_bot.board_rates r where r.board = h.board and r.next_at > moment
                    and r.next_at <= moment + make_interval(secs => (spacing ->> h.board)::float8)))
        )
        select first.id
        from open cross join lateral apply_bot.first_due_of_board(open.most, open.board) first
        order by first.priority desc, first.created_at, first.id limit greatest(wanted, 0));
    -- What a person is deciding on right now is passed over.
    chosen := array(
        select a.id from public.applications a
        where a.id = any (chosen) and a.status = 'pending' and a.next_attempt_at is null
        order by a.priority desc, a.created_at, a.id for update skip locked);
    insert into apply_bot.board_rates (board, next_at)
    select distinct a.board, moment + make_interval(secs => (spacing ->> a.board)::float8)
    from public.applications a where a.id = any (chosen) and spacing ? a.board
    on conflict (board) do update set next_at = excluded.next_at;
    return chosen;
end
$$;

-- These applications with their applicants and postings, in this order; each applicant once.
create or replace function apply_bot.told(ids uuid[]) returns json
language sql stable set search_path = '' set timezone = 'UTC'
as $$
    select json_build_object(
        'users', (
            select coalesce(json_agg(row_to_json(u)), '[]')
            from (select p.id, p.email, p.name, apply_bot.object_of(to_jsonb(p.profile)) as profile
                from public.users p
                where p.id = any (array(
                    select distinct a.user_id from public.applications a where a.id = any (ids)))) u),
        'applications', (
            select coalesce(json_agg(row_to_json(t) order by t.place), '[]')
            from (
                select given.place, a.id, a.user_id, a.status, a.artifacts, a.attempt_meta, a.created_at, a.updated_at,
                    a.attempts, a.priority, a.next_attempt_at, a.lease_owner, a.lease_token, a.lease_expires_at,
                    a.job_id, j.url, j.title, j.company, j.board, apply_bot.object_of(to_jsonb(j.raw)) as raw
                from unnest(ids) with ordinality given (id, place)
                join public.applications a on a.id = given.id
                left join public.jobs j on j.id = a.job_id) t))
$$;

-- Put due rows under a lease, highest priority then oldest first. The token is the caller's: asked again with the same
-- one, after a lost reply, the claim returns what it took.
create or replace function public.apply_bot_claim(
    worker text, wanted integer, lease_seconds float8, token text, boards text[] default null,
    spacing jsonb default '{}', at timestamptz default null) returns json
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan
set enable_seqscan = off set jit = off
as $$
declare
    moment timestamptz;
    chosen uuid[];
    named constant boolean := boards is not null or spacing <> '{}';
begin
    -- Who may not claim does not wait in line either.
    perform apply_bot.start_work();
    -- A repeated call waits for the first one; where boards are named or paced, one claim at a time reads their rates.
    perform pg_advisory_xact_lock(hashtextextended('apply_bot claim ' || token, 0));
    if named then
        perform pg_advisory_xact_lock(hashtextextended('apply_bot claim', 0));
    else
        perform pg_advisory_xact_lock_shared(hashtextextended('apply_bot claim', 0));
    end if;
    moment := apply_bot.start_work(at);
    chosen := array(select a.id from public.applications a
        where a.lease_token = token and a.status = 'processing' order by a.priority desc, a.created_at, a.id);
    if chosen = '{}' and not exists (select from apply_bot.stop) then
        perform apply_bot.wake(moment);
        chosen := case when named then apply_bot.first_due_of(wanted, boards, spacing, moment)
            else apply_bot.first_due(wanted) end;
        update public.applications a
        set status = 'processing', lease_owner = worker, lease_token = token,
            lease_expires_at = moment + make_interval(secs => lease_seconds)
        where a.id = any (chosen);
    end if;
    return apply_bot.told(chosen);
end
$$;

-- Say which board a posting is on, where its row does not: who queued it may not have known, and claims pace by it.
create or replace function public.apply_bot_name_board(job text, its_board text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
    perform apply_bot.start_work();
    update public.jobs j set board = its_board
    where j.id = apply_bot.uuid_of(apply_bot_name_board.job) and coalesce(j.board, '') = '';
end
$$;
