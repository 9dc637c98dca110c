-- Version 2 of the SQLite schema: caps and the switch that stops every worker.

-- How many attempts of a key (an applicant) were counted on one of their days.
create table spent (
    key   text not null,
    day   text not null,
    count integer not null,
    primary key (key, day)
) without rowid;

-- One row while everything is stopped, none otherwise.
create table stop (
    id      integer primary key check (id = 1),
    because text not null
);
