//! What the words mean. Pure: no I/O, no async, no clock, no drawing.
//!
//! Start with [`request`]: it holds every question ([`request::Query`]) and every deed ([`request::Op`]) antops knows.
//! The glossary, one word per idea:
//!
//! - *incident*, *problem*, *change*: the three ITIL records of ANTOPS; a [`value::Record`] names one of them
//! - *stakeholder*: the creator (of a change: requester) or the assignee of a record; row level security lets only them change it
//! - *timeline*: the comments of a record in order, system markers read as events
//! - *service*: an infrastructure node or zone that a record names in `affected_services`
//! - *environment*, *zone*, *component*, *relationship*: the infrastructure map; [`infrastructure`] holds them
//! - *blast radius*: what suffers when a component fails, by the direction of its relationships; [`infrastructure::impact`]
//! - *SLO*: the hours in which an incident of a priority should be resolved
//! - *known error*: a problem whose cause is known, with a *workaround* that helps until it is gone; [`known_error`] finds those an
//!   incident looks like
//! - *candidate*: an incident or a change that may belong to a problem and is linked to none; [`candidates`] ranks them
//! - *notification*: what the database tells one person, a mention included; the *inbox* holds them
//! - *happening*: one entry of the *feed*: something said, made or moved along, whichever record it is about
//! - *op*: one deed with the values it saw; *verdict*: what the database made of it; *fault*: why a request could not be answered

pub mod about;
pub mod asking;
pub mod candidates;
pub mod change;
pub mod comment;
pub mod edits;
pub mod fault;
pub mod filter;
pub mod graph;
pub mod happening;
pub mod incident;
pub mod infrastructure;
pub mod known_error;
pub mod likeness;
pub mod live;
pub mod member;
pub mod moment;
pub mod news;
pub mod notification;
pub mod permission;
pub mod presence;
pub mod problem;
pub mod proposal;
pub mod relation;
pub mod request;
pub mod rich_text;
pub mod safe;
#[cfg(test)]
pub(crate) mod samples;
pub mod search;
pub mod service;
pub mod slo;
pub mod tag;
pub mod value;
