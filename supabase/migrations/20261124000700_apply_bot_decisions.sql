-- What a person decides about one application: the applicant about their own, the worker about any.

create or replace function apply_bot.refuse_unknown(id text) returns void
language plpgsql set search_path = ''
as $$
begin
    raise exception 'expected the id of an application, found %; see `apply-bot list` for those there are', quote_literal(id)
        using errcode = 'AB001';
end
$$;

-- Refuses an id that no application has.
create or replace function apply_bot.known(id text) returns void
language plpgsql set search_path = ''
as $$
begin
    if not exists (select from public.applications a where a.id = apply_bot.uuid_of(known.id)) then
        perform apply_bot.refuse_unknown(id);
    end if;
end
$$;

-- The row to decide about, locked. Another person's row is as unknown as one that is not there.
create or replace function apply_bot.decided(id text) returns public.applications
language plpgsql set search_path = ''
as $$
declare
    it public.applications;
begin
    select * into it from public.applications a
    where a.id = apply_bot.uuid_of(decided.id) and (apply_bot.is_worker() or a.user_id = apply_bot.uid()) for update;
    if not found then
        perform apply_bot.refuse_unknown(id);
    end if;
    return it;
end
$$;

-- Write back what a decision changed, and tell the it.
create or replace function apply_bot.put(
    id uuid, status text, meta jsonb, attempts integer, next_attempt_at timestamptz default null) returns json
language plpgsql set search_path = ''
as $$
begin
    update public.applications a
    set status = put.status, attempt_meta = put.meta, attempts = put.attempts, next_attempt_at = put.next_attempt_at
    where a.id = put.id;
    return apply_bot.told(array[put.id]);
end
$$;

create or replace function apply_bot.waits_for(it public.applications, why text) returns boolean
language sql immutable set search_path = ''
as $$ select coalesce(it.status = 'needs_review' and it.attempt_meta #>> '{review,why}' = why, false) $$;

create or replace function apply_bot.state(it public.applications) returns text
language sql immutable set search_path = ''
as $$
    select it.status || case it.status
        when 'needs_review' then format(' (%s)', it.attempt_meta #>> '{review,why}') else '' end
$$;

-- Keep answers for this posting; a row parked as unanswered whose questions are all answered now is pending again.
create or replace function public.apply_bot_answer(id text, answers jsonb, at timestamptz default null) returns json
language plpgsql security definer set search_path = ''
as $$
declare
    moment timestamptz := apply_bot.start(at);
    it public.applications := apply_bot.decided(id);
    -- As text, whatever a caller sends: an answer is what would be typed.
    given jsonb := (select jsonb_object_agg(e.key, e.value)
        from jsonb_each_text(apply_bot.object_of(answers)) e where e.value is not null);
    known jsonb := coalesce(apply_bot.object_of(it.attempt_meta -> 'answers'), '{}') || coalesce(given, '{}');
    meta jsonb := it.attempt_meta || jsonb_build_object('answers', known);
begin
    if apply_bot.waits_for(it, 'unanswered') and not exists (
        select from jsonb_path_query(meta, 'lax $.review.questions[*]') q where not known ? (q ->> 'key'))
    then
        return apply_bot.put(it.id, 'pending', meta - '{review,waiting}'::text[], it.attempts);
    end if;
    return apply_bot.put(it.id, it.status, meta, it.attempts, it.next_attempt_at);
end
$$;

-- Keep the approval and make the row that waits for one pending; giving the same one again changes nothing.
create or replace function public.apply_bot_approve(
    id text, plan text, granted_at timestamptz, expires_at timestamptz, at timestamptz default null) returns json
language plpgsql security definer set search_path = ''
as $$
declare
    moment timestamptz := apply_bot.start(at);
    it public.applications := apply_bot.decided(id);
begin
    if not apply_bot.waits_for(it, 'approval')
        and not coalesce(it.status = 'pending' and it.attempt_meta #>> '{approval,plan}' = plan, false)
    then
        raise exception 'expected application % to wait for approval, found %; '
            'only an application that was filled and parked for approval can be approved', it.id, apply_bot.state(it)
            using errcode = 'AB002';
    end if;
    return apply_bot.put(it.id, 'pending', it.attempt_meta - '{review,waiting}'::text[] || jsonb_build_object('approval',
        jsonb_build_object('plan', plan, 'granted_at', apply_bot.text_of(granted_at),
            'expires_at', apply_bot.text_of(expires_at))), it.attempts);
end
$$;

-- A person's retry starts the count of attempts anew; what was really sent is never sent again.
create or replace function public.apply_bot_retry(id text, at timestamptz default null) returns json
language plpgsql security definer set search_path = ''
as $$
declare
    moment timestamptz := apply_bot.start(at);
    it public.applications := apply_bot.decided(id);
    sent boolean := it.status = 'applied' and it.artifacts ->> 'method' is distinct from 'simulated';
begin
    if sent or it.status = 'processing' then
        raise exception 'expected application % to be at rest and not yet sent, found %; %', it.id, apply_bot.state(it),
            case when sent then 'an application that was sent is not sent twice' else 'wait until its attempt has ended' end
            using errcode = 'AB002';
    end if;
    return apply_bot.put(it.id, 'pending', it.attempt_meta - '{review,waiting}'::text[], 0);
end
$$;

-- Withdraw; what was sent, or is being sent, cannot be withdrawn here.
create or replace function public.apply_bot_cancel(id text, at timestamptz default null) returns json
language plpgsql security definer set search_path = ''
as $$
declare
    moment timestamptz := apply_bot.start(at);
    it public.applications := apply_bot.decided(id);
begin
    if it.status in ('processing', 'applied') then
        raise exception 'expected application % not to be sent yet, found %; %', it.id, apply_bot.state(it),
            case it.status when 'processing' then 'wait until its attempt has ended' else 'withdraw it with the employer' end
            using errcode = 'AB002';
    end if;
    return apply_bot.put(it.id, 'cancelled', it.attempt_meta - '{review,waiting}'::text[], it.attempts);
end
$$;

-- Simulated rows wait for a real run again, their artifacts kept; returns how many.
create or replace function public.apply_bot_retry_simulated(at timestamptz default null) returns bigint
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz := apply_bot.start_work(at);
    number bigint;
begin
    update public.applications a set status = 'pending', attempts = 0, next_attempt_at = null
    where a.id = any (array(
        select s.id from public.applications s
        where s.status not in ('pending', 'processing') and s.status = 'applied' and s.artifacts ->> 'method' = 'simulated'
        order by s.id for update));
    get diagnostics number = row_count;
    return number;
end
$$;
