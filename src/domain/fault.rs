//! Every way a request can fail: the sentence for a human, and whether trying again helps.
//!
//! The set is closed. Adapters convert at their door, so nothing inside ever sees a status code or a library's error type.

use super::safe::Safe;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a request was not answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Fault {
    /// No connection could be made, or it broke.
    Offline {
        /// What the network said, without addresses or secrets.
        detail: Safe,
    },
    /// Nothing came back in time.
    TimedOut,
    /// The session is over for good: somebody must sign in again.
    SignedOut {
        /// Why, in the server's words.
        reason: Safe,
    },
    /// The server refuses: row level security on an insert, a missing grant, a wrong key.
    Forbidden {
        /// The server's sentence.
        detail: Safe,
    },
    /// Something with that key is there already, and it is not ours.
    Conflict {
        /// The server's sentence.
        detail: Safe,
    },
    /// What was asked for is not there.
    Gone,
    /// The server does not accept a value.
    Invalid {
        /// The field, where the server names one.
        field: Option<Safe>,
        /// The server's sentence.
        detail: Safe,
    },
    /// Too many requests, or a server that is overloaded or starting.
    Busy {
        /// How long it asks us to wait.
        retry_after: Option<SignedDuration>,
    },
    /// The place on this machine where the session is kept cannot be used. The server has no part in it.
    Vault {
        /// What failed, and what helps, as a sentence without its full stop.
        detail: Safe,
    },
    /// An answer nobody should give: not JSON, a missing column, a server's crash.
    Broken {
        /// What was wrong with it, for a bug report.
        trace: Safe,
    },
}

impl Fault {
    /// Whether the same request may succeed later without anybody doing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Offline { .. } | Self::TimedOut | Self::Busy { .. } | Self::Broken { .. } => true,
            Self::SignedOut { .. }
            | Self::Forbidden { .. }
            | Self::Conflict { .. }
            | Self::Gone
            | Self::Invalid { .. }
            | Self::Vault { .. } => false,
        }
    }

    /// Whether a deed that met this fault is kept and sent again: the fault may pass, or somebody may sign in again.
    #[must_use]
    pub fn leaves_deed_open(&self) -> bool {
        self.is_transient() || matches!(self, Self::SignedOut { .. })
    }
}

impl fmt::Display for Fault {
    /// The sentence a person reads: what happened, then what the server said.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offline { detail } if detail.is_empty() => write!(f, "No connection"),
            Self::Offline { detail } => write!(f, "No connection: {detail}"),
            Self::TimedOut => write!(f, "No answer in time"),
            Self::SignedOut { reason } if reason.is_empty() => write!(f, "Signed out"),
            Self::SignedOut { reason } => write!(f, "Signed out: {reason}"),
            Self::Forbidden { detail } => write!(f, "Refused by the server: {detail}"),
            Self::Conflict { detail } => write!(f, "Already there: {detail}"),
            Self::Gone => write!(f, "Not there any more"),
            Self::Invalid { field: Some(field), detail } => write!(f, "{field} is not accepted: {detail}"),
            Self::Invalid { field: None, detail } => write!(f, "Not accepted: {detail}"),
            Self::Busy { retry_after: Some(wait) } => {
                write!(f, "Too many requests: try again in {} seconds", wait.as_secs().max(1))
            }
            Self::Busy { retry_after: None } => write!(f, "The server is busy"),
            Self::Vault { detail } => write!(f, "{detail}"),
            Self::Broken { trace } => {
                write!(f, "The server gave an answer antops cannot read: {trace}")
            }
        }
    }
}
