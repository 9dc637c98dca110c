-- Named queries of the SQLite store: a line `-- name: x`, one comment, one statement.

-- name: save_user
-- Insert the applicant's row, or replace what it says.
insert into users (id, email, name, profile, created_at, updated_at)
values (:id, :email, :name, :profile, :now, :now)
on conflict (id) do update
set email = excluded.email, name = excluded.name, profile = excluded.profile, updated_at = excluded.updated_at;

-- name: add_user
-- Queueing never overwrites an applicant who is known already.
insert into users (id, email, name, profile, created_at, updated_at)
values (:id, :email, :name, :profile, :now, :now)
on conflict (id) do nothing;

-- name: queued
-- Whether this user already has an application for the posting at this URL.
select a.id from jobs j join applications a on a.job_id = j.id and a.user_id = :user_id
where j.url = :url;

-- name: queued_as
-- How this user's application for the posting at this URL stands.
select a.id, a.status, a.updated_at from jobs j join applications a on a.job_id = j.id and a.user_id = :user_id
where j.url = :url;

-- name: fill_user
-- What was blank of an applicant is filled in, what is known stays.
update users
set email = case email when '' then :email else email end,
    name = case name when '' then :name else name end,
    profile = coalesce(profile, :profile)
where id = :id;

-- name: restore
-- Make a row as another store had it.
update applications
set status = :status, attempts = :attempts, priority = :priority, next_attempt_at = :next_attempt_at,
    artifacts = :artifacts, attempt_meta = :attempt_meta, finished_token = null, updated_at = :updated
where id = :id;

-- name: forgettable
-- The row of this id, unless it is being processed.
select id, user_id, job_id from applications where id = ? and status <> 'processing';

-- name: forget_job
-- A posting that no application needs.
delete from jobs where id = ?1 and not exists (select 1 from applications where job_id = ?1);

-- name: forget_user
-- An applicant whom no application needs.
delete from users where id = ?1 and not exists (select 1 from applications where user_id = ?1);

-- name: add_job
-- One row per posting; what was blank is filled in, what is known stays.
insert into jobs (id, url, title, company, board, raw, created_at)
values (:id, :url, :title, :company, :board, :raw, :now)
on conflict (url) do update
set title = case title when '' then excluded.title else title end,
    company = case company when '' then excluded.company else company end,
    board = case board when '' then excluded.board else board end,
    raw = case raw when '{}' then excluded.raw else raw end;

-- name: add_application
-- Queue one application for the posting at this URL.
insert into applications (id, user_id, job_id, board, priority, attempt_meta, created_at, updated_at)
select :id, :user_id, id, board, :priority, :attempt_meta, :now, :now from jobs where url = :url;

-- name: wake
-- Rows whose moment has come join those that are due; each row does so once per wait.
update applications set next_attempt_at = null
where status = 'pending' and next_attempt_at is not null and next_attempt_at <= :now;

-- name: due_boards
-- Boards that have due rows, by hopping along the index from board to board.
with recursive hop (board) as (
    select min(board) from applications where status = 'pending' and next_attempt_at is null
    union all
    select (
        select min(a.board) from applications a
        where a.status = 'pending' and a.next_attempt_at is null and a.board > hop.board)
    from hop where hop.board is not null
)
select board from hop where board is not null;

-- name: due_of_board
-- One board's due rows, first to go first, from the index alone; read only as far as a claim wants.
select -priority, created_at, id, seq, board from applications
where status = 'pending' and next_attempt_at is null and board = ?
order by priority desc, created_at, id;

-- name: chosen
-- The rows that a claim takes, in its order; as one value, since a step for each row would hold up other threads.
select json_group_array(json_array(
    a.id, a.user_id, a.priority, a.attempts, a.created_at, a.attempt_meta, a.artifacts,
    j.id, j.url, j.title, j.company, j.board, j.raw))
from json_each(:seqs) cross join applications a on a.seq = value cross join jobs j on j.id = a.job_id;

-- name: users
-- The applicants of one claim.
select id, email, name, profile from users
where id in (select user_id from applications where seq in (select value from json_each(:seqs)));

-- name: lease
-- Put the chosen rows under one worker's lease; "or rollback" spares a copy of every page, to undo this statement alone.
update or rollback applications
set status = 'processing', lease_owner = :owner, lease_token = :token, lease_expires_at = :expires, updated_at = :now
where seq in (select value from json_each(:seqs));

-- name: resting
-- Boards that may not be claimed from yet.
select board, next_at from board_rates where next_at > ?;

-- name: rest
-- After a claim of a paced board: the moment of its next one.
insert into board_rates (board, next_at) values (:board, :next)
on conflict (board) do update set next_at = excluded.next_at;

-- name: name_board
-- Say which board a posting is on, where nobody has.
update jobs set board = :board where id = :id and board = '';

-- name: heartbeat
-- Extend one lease that is still held.
update applications set lease_expires_at = :expires
where id = :id and lease_token = :token and status = 'processing';

-- name: begin_submit
-- Note that the click comes next, and use up the approval.
update applications
set attempt_meta = json_set(json_remove(attempt_meta, '$.approval'), '$.submit_begun', json(:begun)), updated_at = :now
where id = :id and lease_token = :token and status = 'processing';

-- name: finish
-- Write how attempts ended and end their leases, keeping every other key of attempt_meta; a row of values each.
with given (id, token, status, artifacts, attempt, review, due, counts, now) as (values (?, ?, ?, ?, ?, ?, ?, ?, ?))
update applications
set status = given.status,
    artifacts = given.artifacts,
    attempt_meta = case
        -- Most rows by far: nothing there yet, and nothing to ask.
        when attempt_meta = '{}' and review is null then '{"attempts":[' || attempt || ']}'
        when review is null
        then json_remove(json_set(case json_type(attempt_meta, '$.attempts') when 'array' then attempt_meta
            else json_set(attempt_meta, '$.attempts', json('[]')) end, '$.attempts[#]', json(attempt)),
            '$.review', '$.waiting')
        else json_remove(json_set(case json_type(attempt_meta, '$.attempts') when 'array' then attempt_meta
            else json_set(attempt_meta, '$.attempts', json('[]')) end,
            '$.attempts[#]', json(attempt), '$.review', json(review)), '$.waiting') end,
    attempts = attempts + counts,
    next_attempt_at = due,
    lease_owner = null, lease_token = null, lease_expires_at = null,
    finished_token = token,
    updated_at = now
from given
where applications.id = given.id and lease_token = token and applications.status = 'processing';

-- name: finished
-- The token under which this row was last finished.
select finished_token from applications where id = ?;

-- name: release
-- Give one row back unworked; never one whose submit has begun.
update applications
set status = 'pending', next_attempt_at = :until,
    attempt_meta = case when :waiting is null then json_remove(attempt_meta, '$.waiting')
        else json_set(attempt_meta, '$.waiting', json(:waiting)) end,
    lease_owner = null, lease_token = null, lease_expires_at = null, updated_at = :now
where id = :id and lease_token = :token and status = 'processing'
    and json_extract(attempt_meta, '$.submit_begun.token') is not lease_token;

-- name: held
-- Whether this row is held under this lease.
select 1 from applications where id = ? and lease_token = ? and status = 'processing';

-- name: spend
-- Count one more, unless as many as allowed are counted already.
insert into spent (key, day, count) select :key, :day, 1 where :cap > 0
on conflict (key, day) do update set count = count + 1 where count < :cap;

-- name: spent
-- How many are counted.
select count from spent where key = :key and day = :day;

-- name: unspend
-- Take one back.
update spent set count = count - 1 where key = :key and day = :day and count > 0;

-- name: stop
-- Stop everything; the last word counts.
insert into stop (id, because) values (1, :because) on conflict (id) do update set because = excluded.because;

-- name: resume
-- Undo it.
delete from stop;

-- name: stopped
-- Why everything is stopped.
select because from stop;

-- name: expired
-- Leases that ran out, oldest first.
select id from applications where status = 'processing' and lease_expires_at <= ? order by lease_expires_at;

-- name: get
-- One application with its applicant and posting.
select * from whole where id = ?;

-- name: put
-- Write back what a decision changed on one row; a lease stays only while the row is being processed.
update applications
set status = :status, attempts = :attempts, next_attempt_at = :next_attempt_at, attempt_meta = :attempt_meta,
    lease_owner = case :status when 'processing' then lease_owner end,
    lease_token = case :status when 'processing' then lease_token end,
    lease_expires_at = case :status when 'processing' then lease_expires_at end,
    updated_at = :now
where id = :id;

-- name: find
-- Ids that start so; two are enough to know that there are several.
select id from applications where id >= :prefix and id < :prefix || char(1114111) limit 2;

-- name: page
-- The next applications in the order of queueing.
select * from whole where seq > :after order by seq limit :page;

-- name: page_of_status
-- The same, of one status.
select * from whole where seq > :after and status = :status order by seq limit :page;

-- name: page_of_settled
-- The same, for a status that the index of settled rows holds.
select * from whole
where status not in ('pending', 'processing') and status = :status and seq > :after order by seq limit :page;

-- name: counts
-- How many rows each status has, each part from its own index.
select 'pending', count(*) from applications where status = 'pending' and next_attempt_at is null
union all
select 'pending', count(*) from applications where status = 'pending' and next_attempt_at is not null
union all
select 'processing', count(*) from applications where status = 'processing'
union all
select status, count(*) from applications where status not in ('pending', 'processing') group by status;

-- name: due
-- How many rows a claim could take, rates aside.
select (select count(*) from applications where status = 'pending' and next_attempt_at is null)
    + (select count(*) from applications
        where status = 'pending' and next_attempt_at is not null and next_attempt_at <= ?);

-- name: retry_simulated
-- Simulated rows wait for a real run again, their artifacts kept.
update applications
set status = 'pending', attempts = 0, next_attempt_at = null, updated_at = :now
where status not in ('pending', 'processing') and status = 'applied'
    and json_extract(artifacts, '$.method') = 'simulated';
