/** The steps that make and change the tables of people who sign in here; the same words for SQLite and PostgreSQL. */

/**
 * Each is run once, in order, and never changed once released: a new need is a new step. Only `text`, `bigint` and `references` are used, which both
 * know; a step must work beside the version before it, because nodes are replaced one after another.
 */
export const identitySteps: readonly string[] = [
  `create table account (id text primary key, name text not null, name_key text not null unique, display_name text not null,
     given_name text, family_name text, email text, emails text not null, locale text,
     state text not null check (state in ('active', 'disabled')), privileged bigint not null default 0,
     password_hash text, password_changed bigint, external_id text, source text not null, extra text not null default '{}',
     created bigint not null, updated bigint not null);
   create index account_external on account (external_id) where external_id is not null;
   create table people_group (id text primary key, name text not null, name_key text not null unique, external_id text,
     created bigint not null, updated bigint not null);
   create table membership (group_id text not null references people_group (id) on delete cascade,
     account_id text not null references account (id) on delete cascade, primary key (group_id, account_id));
   create index membership_account on membership (account_id);
   create table method (id text primary key, account_id text not null references account (id) on delete cascade, kind text not null,
     name text not null, state text not null check (state in ('active', 'suspended', 'disabled')), key text unique, data text not null,
     sealed text, failures bigint not null default 0, counter bigint not null default 0, created bigint not null, used bigint);
   create index method_account on method (account_id);
   create table enrolment (id_hash text primary key, account_id text not null references account (id) on delete cascade, kind text not null,
     browser_hash text not null, state text not null, claimed text, method_id text unique, created bigint not null, expires bigint not null);
   create index enrolment_account on enrolment (account_id);
   create index enrolment_expires on enrolment (expires);
   create table challenge (id text primary key, account_id text not null references account (id) on delete cascade, kind text not null,
     state text not null, quiet bigint not null, familiar bigint not null, protocol text not null, number_sealed text not null,
     number_length bigint not null, context text not null, context_hash text not null, browser_hash text not null,
     asked text not null, competing bigint not null default 0, created bigint not null, expires bigint not null, answered bigint,
     method_id text, verified bigint not null default 0, notices bigint not null default 0);
   create unique index challenge_one_pending on challenge (account_id) where state = 'pending';
   create index challenge_account on challenge (account_id, created);
   create index challenge_expires on challenge (expires) where state = 'pending';
   create index challenge_created on challenge (created);
   create table budget (account_id text not null references account (id) on delete cascade, lane text not null, body text not null,
     suppressed_until bigint, updated bigint not null, primary key (account_id, lane));
   create index budget_suppressed on budget (suppressed_until) where suppressed_until is not null;
   create table throttle (key text primary key, count bigint not null, since bigint not null, blocked_until bigint not null,
     expires bigint not null);
   create index throttle_expires on throttle (expires);
   create table sign_in (id_hash text primary key, account_id text, body text not null, created bigint not null, expires bigint not null);
   create index sign_in_expires on sign_in (expires);
   create table person_session (id_hash text primary key, account_id text not null references account (id) on delete cascade, csrf text not null,
     acr text not null, amr text not null, auth_time bigint not null, device_id text, ip text, user_agent text, enrol_only bigint not null default 0,
     created bigint not null, seen bigint not null);
   create index person_session_account on person_session (account_id);
   create index person_session_created on person_session (created);
   create table device (id text primary key, account_id text not null references account (id) on delete cascade, thumbprint text not null,
     jwk text not null, name text not null, created bigint not null, used bigint not null, unique (account_id, thumbprint));
   create index device_used on device (used);
   create table subscription (method_id text primary key references method (id) on delete cascade, sealed text not null,
     created bigint not null, failures bigint not null default 0);
   create table used (key text primary key, expires bigint not null);
   create index used_expires on used (expires);
   create table oidc_item (model text not null, id text not null, body text not null, grant_id text, user_code text, uid text, account_id text,
     consumed bigint, expires bigint, primary key (model, id));
   create index oidc_item_grant on oidc_item (grant_id) where grant_id is not null;
   create index oidc_item_uid on oidc_item (uid) where uid is not null;
   create index oidc_item_user_code on oidc_item (user_code) where user_code is not null;
   create index oidc_item_account on oidc_item (account_id) where account_id is not null;
   create index oidc_item_expires on oidc_item (expires) where expires is not null;
   create table client (id text primary key, name text not null, body text not null, secret_sealed text, created bigint not null,
     updated bigint not null, by text not null);
   create table signing_key (kid text primary key, state text not null, sealed text not null, created bigint not null, changed bigint not null);
   create table notice (id text primary key, account_id text not null references account (id) on delete cascade, kind text not null,
     body text not null, created bigint not null, due bigint not null, sent bigint, tries bigint not null default 0, error text);
   create index notice_due on notice (due) where sent is null;
   create index notice_created on notice (created);
   create table repudiation (id_hash text primary key, account_id text not null references account (id) on delete cascade, what text not null,
     created bigint not null, expires bigint not null, used bigint);
   create index repudiation_expires on repudiation (expires);
   create table activity (id text primary key, account_id text not null references account (id) on delete cascade, time bigint not null,
     kind text not null, body text not null, verdict text);
   create index activity_account on activity (account_id, time);
   create index activity_time on activity (time);
   create table identity_setting (name text primary key, value text not null);`,
]
