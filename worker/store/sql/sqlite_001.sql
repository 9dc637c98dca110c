-- Version 1 of the SQLite schema. Times are UTC text of one fixed width, so that they compare as text.

create table users (
    id         text not null primary key,
    email      text not null default '',
    name       text not null default '',
    -- The facts; null where there are none.
    profile    text check (profile is null or json_type(profile) = 'object'),
    created_at text not null,
    updated_at text not null
);

create table jobs (
    id         text not null primary key,
    url        text not null unique,
    title      text not null default '',
    company    text not null default '',
    board      text not null default '',
    raw        text not null default '{}' check (json_type(raw) = 'object'),
    created_at text not null
);

create table applications (
    -- Order of queueing, which paging follows.
    seq              integer primary key,
    id               text not null unique,
    user_id          text not null references users (id),
    job_id           text not null references jobs (id),
    -- A copy of jobs.board, so that one index answers a claim.
    board            text not null default '',
    status           text not null default 'pending' check (status in (
        'pending', 'processing', 'needs_review', 'applied', 'unconfirmed', 'failed', 'closed', 'cancelled')),
    priority         integer not null default 0,
    attempts         integer not null default 0,
    -- Null where the row is due; a claim sets it to null once the moment has come.
    next_attempt_at  text,
    lease_owner      text,
    lease_token      text,
    lease_expires_at text,
    -- The token of the last `finish`, so that repeating it is harmless.
    finished_token   text,
    created_at       text not null,
    updated_at       text not null,
    attempt_meta     text not null default '{}' check (json_type(attempt_meta) = 'object'),
    -- Last, since it is large and most reads do not want it.
    artifacts        text not null default '{}' check (json_type(artifacts) = 'object'),
    unique (user_id, job_id)
);

-- What a claim reads: each board's due rows, in the order in which they go.
create index applications_due on applications (board, priority desc, created_at, id)
    where status = 'pending' and next_attempt_at is null;

-- Rows that wait for their moment.
create index applications_waiting on applications (next_attempt_at)
    where status = 'pending' and next_attempt_at is not null;

-- Leases that may have expired.
create index applications_leased on applications (lease_expires_at)
    where status = 'processing';

-- Every other status, for counting and listing.
create index applications_settled on applications (status)
    where status not in ('pending', 'processing');

-- An application with its applicant and posting, as one row.
create view whole as
select a.seq, a.id, a.status, a.priority, a.attempts, a.next_attempt_at, a.lease_owner, a.lease_token,
    a.lease_expires_at, a.created_at, a.updated_at, a.attempt_meta, a.artifacts,
    u.id as user_id, u.email, u.name, u.profile,
    j.id as job_id, j.url, j.title, j.company, j.board, j.raw
from applications a cross join users u on u.id = a.user_id cross join jobs j on j.id = a.job_id;

create trigger jobs_board after update of board on jobs
begin
    update applications set board = new.board where job_id = new.id;
end;

-- When each board may be claimed from next, over all workers.
create table board_rates (
    board   text not null primary key,
    next_at text not null
) without rowid;
