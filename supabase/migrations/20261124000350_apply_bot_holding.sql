-- Holding back: counts per day, and the switch that stops every worker.

-- How many submissions of a key (an applicant) were counted on one of their days.
create table if not exists apply_bot.spent (
    key   text not null,
    day   text not null,
    count integer not null,
    primary key (key, day)
);
alter table apply_bot.spent enable row level security;

-- One row while everything is stopped, none otherwise.
create table if not exists apply_bot.stop (
    id      integer primary key check (id = 1),
    because text not null
);
alter table apply_bot.stop enable row level security;

-- Refuses where everything is stopped.
create or replace function apply_bot.refuse_stopped() returns void
language plpgsql volatile set search_path = ''
as $$
declare
    why constant text := (select s.because from apply_bot.stop s);
begin
    if why is not null then
        raise exception 'expected workers to be running, found them stopped (%); `apply-bot resume` starts them', why
            using errcode = 'AB005';
    end if;
end
$$;

-- Count one more, unless `cap` are counted already; whether it was.
create or replace function public.apply_bot_spend(key text, day text, cap integer) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
    perform apply_bot.start_work();
    insert into apply_bot.spent as s (key, day, count)
    select apply_bot_spend.key, apply_bot_spend.day, 1 where cap > 0
    on conflict on constraint spent_pkey do update set count = s.count + 1 where s.count < cap;
    return found;
end
$$;

-- How many are counted.
create or replace function public.apply_bot_spent(key text, day text) returns integer
language plpgsql security definer set search_path = ''
as $$
begin
    perform apply_bot.start_work();
    return coalesce((select s.count from apply_bot.spent s
        where s.key = apply_bot_spent.key and s.day = apply_bot_spent.day), 0);
end
$$;

-- Take one back; never below none.
create or replace function public.apply_bot_unspend(key text, day text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
    perform apply_bot.start_work();
    update apply_bot.spent s set count = s.count - 1
    where s.key = apply_bot_unspend.key and s.day = apply_bot_unspend.day and s.count > 0;
end
$$;

-- Stop every worker; the last word counts.
create or replace function public.apply_bot_stop(because text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
    perform apply_bot.start_work();
    insert into apply_bot.stop (id, because) values (1, apply_bot_stop.because)
    on conflict (id) do update set because = excluded.because;
end
$$;

-- Undo it.
create or replace function public.apply_bot_resume() returns void
language plpgsql security definer set search_path = ''
as $$
begin
    perform apply_bot.start_work();
    delete from apply_bot.stop where id = 1;
end
$$;

-- Why everything is stopped; an empty text where it is not.
create or replace function public.apply_bot_stopped() returns text
language plpgsql security definer set search_path = ''
as $$
begin
    perform apply_bot.start_work();
    return coalesce((select s.because from apply_bot.stop s), '');
end
$$;
